package io.github.retrystarter.sample.shop;

import io.github.retrystarter.annotation.Retryable;
import io.github.retrystarter.sample.shop.Order.Status;
import java.util.List;
import org.springframework.stereotype.Service;
import org.springframework.web.client.RestClientException;

/** Books shipments. */
@Service
class LogisticsService {

  /**
   * What became of a sync.
   *
   * @param status {@code shipped}, {@code nothing to ship}, or {@code unknown}
   * @param orders the orders that it is about
   * @param note for people
   */
  record Sync(String status, List<Long> orders, String note) {}

  private final OrderTable orders;
  private final GatewayClient gateway;

  LogisticsService(OrderTable orders, GatewayClient gateway) {
    this.orders = orders;
    this.gateway = gateway;
  }

  /**
   * Books the shipment of all paid orders.
   *
   * @return what became of it; status {@code unknown} where the gateway failed
   */
  @Retryable(policy = "logistics-sync", fallback = "later")
  public Sync sync() {
    List<Long> paid = orders.ids(Status.PAID);
    if (paid.isEmpty()) {
      return new Sync("nothing to ship", paid, "no order is paid and not yet shipped");
    }
    String reference = gateway.ship(paid);
    orders.become(Status.SHIPPED, paid);
    return new Sync("shipped", paid, "shipment " + reference);
  }

  /**
   * Answers when the retries are used up. Nothing is lost: the orders stay paid, so the next sync
   * takes them along. Only for failures of the gateway; one of the database reaches the caller.
   */
  Sync later(RestClientException failure) {
    return new Sync("unknown", orders.ids(Status.PAID), "will be synced later");
  }
}
