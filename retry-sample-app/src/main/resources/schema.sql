-- Not an identity column: the number is drawn once per order, an insert may run once per attempt.
CREATE SEQUENCE order_ids;

CREATE TABLE orders (
  id BIGINT PRIMARY KEY,
  item VARCHAR(200) NOT NULL,
  cents BIGINT NOT NULL,
  status VARCHAR(20) NOT NULL,
  reservation VARCHAR(50)
);

CREATE TABLE stock (
  item VARCHAR(200),
  warehouse VARCHAR(20),
  units INT NOT NULL,
  PRIMARY KEY (item, warehouse)
);

INSERT INTO stock (item, warehouse, units) VALUES ('tea', 'north', 1000), ('tea', 'south', 1000);
