package io.github.retrystarter.sample.shop;

import java.util.Map;
import java.util.TreeMap;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What lies in the warehouses. */
@Component
class StockTable {

  private record Row(String warehouse, int units) {}

  private final JdbcClient jdbc;

  StockTable(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** Adds units to a warehouse, or takes them; its row is locked until the transaction ends. */
  void add(String item, String warehouse, int units) {
    jdbc.sql("UPDATE stock SET units = units + ? WHERE item = ? AND warehouse = ?")
        .params(units, item, warehouse)
        .update();
  }

  /** The units of an item in each warehouse, and in all of them as {@code total}. */
  Map<String, Integer> units(String item) {
    Map<String, Integer> units = new TreeMap<>();
    jdbc.sql("SELECT warehouse, units FROM stock WHERE item = ?")
        .param(item)
        .query(Row.class)
        .list()
        .forEach(row -> units.put(row.warehouse(), row.units()));
    units.put("total", units.values().stream().mapToInt(Integer::intValue).sum());
    return units;
  }
}
