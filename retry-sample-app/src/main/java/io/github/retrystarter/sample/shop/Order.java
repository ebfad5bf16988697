package io.github.retrystarter.sample.shop;

/**
 * An order.
 *
 * @param id its number
 * @param item what was ordered
 * @param cents the price
 * @param status how far it is
 * @param reservation the gateway's reference of the payment
 */
record Order(long id, String item, long cents, Status status, String reservation) {

  /** How far an order is. */
  enum Status {
    /** The payment is reserved. */
    RESERVED,
    /** The payment has arrived. */
    PAID,
    /** The shipment is booked. */
    SHIPPED
  }
}
