package io.github.retrystarter.sample.shop;

import io.github.retrystarter.annotation.Retryable;
import io.github.retrystarter.sample.shop.Order.Status;
import java.util.List;
import org.springframework.stereotype.Service;

/** Hears that money has arrived. */
@Service
class PaymentCallbackService {

  private final OrderTable orders;
  private final GatewayClient gateway;

  PaymentCallbackService(OrderTable orders, GatewayClient gateway) {
    this.orders = orders;
    this.gateway = gateway;
  }

  /**
   * Confirms a payment at the gateway, and notes it. An order that does not exist will not exist in
   * a second either: no retry.
   *
   * @param id the order's number
   * @return the order, paid
   */
  @Retryable(policy = "payment-callback", excludes = UnknownOrderException.class)
  public Order confirm(long id) {
    Order order = orders.get(id);
    gateway.confirm(order.id());
    // A callback may come twice; the second one must not take back what has happened since.
    if (order.status() == Status.RESERVED) {
      orders.become(Status.PAID, List.of(id));
    }
    return orders.get(id);
  }
}
