package io.github.retrystarter.sample.shop;

import io.github.retrystarter.annotation.Retryable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Takes orders. */
@Service
class OrderService {

  private final OrderTable orders;
  private final GatewayClient gateway;

  OrderService(OrderTable orders, GatewayClient gateway) {
    this.orders = orders;
    this.gateway = gateway;
  }

  /**
   * Places an order. Every attempt is a transaction of its own, because the retries lie around it:
   * the row of an attempt that failed is rolled back before the next one inserts it again. No
   * connection is held in the waits, but one is while the gateway is asked; the policy's {@code
   * attempt-timeout} bounds that.
   *
   * @param id the order's number, drawn by the caller: it stays the same in all attempts
   * @param order what the customer sent
   * @return the order, its payment reserved
   */
  @Retryable("orders")
  @Transactional
  public Order place(long id, NewOrder order) {
    orders.insert(id, order);
    orders.reserved(id, gateway.reserve(id));
    return orders.get(id);
  }
}
