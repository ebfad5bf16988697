package io.github.retrystarter.sample.shop;

import io.github.retrystarter.sample.gateway.Gateway;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import org.springframework.web.client.RestClient;

/**
 * Calls the gateway. It knows nothing of retries: a failure is thrown, and whoever is annotated
 * above decides.
 */
@Component
class GatewayClient {

  private record Receipt(String reference) {}

  private final RestClient client;

  GatewayClient(RestClient.Builder builder, Gateway gateway) {
    this.client = builder.baseUrl(gateway.uri()).build();
  }

  /** Reserves the payment of an order. */
  String reserve(long order) {
    return post("/reservations", String.valueOf(order));
  }

  /** Confirms that an order's payment has arrived. */
  String confirm(long order) {
    return post("/confirmations", String.valueOf(order));
  }

  /** Books the shipment of some orders. */
  String ship(List<Long> orders) {
    return post(
        "/shipments", orders.stream().map(String::valueOf).collect(Collectors.joining("+")));
  }

  /**
   * The key is the same in every attempt. An attempt that failed may have done its work all the
   * same, only the answer was lost; the gateway sees that it is asked again.
   */
  private String post(String path, String key) {
    Receipt receipt =
        client.post().uri(path).header("Idempotency-Key", key).retrieve().body(Receipt.class);
    return Objects.requireNonNull(receipt, "the gateway's answer is empty").reference();
  }
}
