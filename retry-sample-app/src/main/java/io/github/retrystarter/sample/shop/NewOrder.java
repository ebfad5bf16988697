package io.github.retrystarter.sample.shop;

/**
 * What a customer sends.
 *
 * @param item what, not blank
 * @param cents the price, above 0
 */
record NewOrder(String item, long cents) {

  /** JSON can leave the item out, whatever the type says. */
  NewOrder {
    if (item == null || item.isBlank() || cents <= 0) {
      throw new IllegalArgumentException("an order needs an item, and cents above 0");
    }
  }
}
