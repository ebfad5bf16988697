package io.github.retrystarter.sample.shop;

import io.github.retrystarter.sample.shop.Order.Status;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The orders in the database. */
@Component
class OrderTable {

  private final JdbcClient jdbc;

  OrderTable(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  long nextId() {
    return jdbc.sql("SELECT NEXT VALUE FOR order_ids").query(Long.class).single();
  }

  void insert(long id, NewOrder order) {
    jdbc.sql("INSERT INTO orders (id, item, cents, status) VALUES (?, ?, ?, ?)")
        .params(id, order.item(), order.cents(), Status.RESERVED.name())
        .update();
  }

  void reserved(long id, String reservation) {
    jdbc.sql("UPDATE orders SET reservation = ? WHERE id = ?").params(reservation, id).update();
  }

  void become(Status status, List<Long> ids) {
    jdbc.sql("UPDATE orders SET status = :status WHERE id IN (:ids)")
        .param("status", status.name())
        .param("ids", ids)
        .update();
  }

  /**
   * An order.
   *
   * @throws UnknownOrderException if there is none
   */
  Order get(long id) {
    return jdbc.sql("SELECT * FROM orders WHERE id = ?")
        .param(id)
        .query(Order.class)
        .optional()
        .orElseThrow(() -> new UnknownOrderException(id));
  }

  List<Long> ids(Status status) {
    return jdbc.sql("SELECT id FROM orders WHERE status = ? ORDER BY id")
        .param(status.name())
        .query(Long.class)
        .list();
  }
}
