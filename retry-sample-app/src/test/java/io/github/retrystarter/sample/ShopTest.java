package io.github.retrystarter.sample;

import io.github.retrystarter.sample.gateway.Gateway;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.RestTestClient;
import org.springframework.web.util.UriComponentsBuilder;

/** The whole shop and its gateway on two free ports; only the waits are shorter. */
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = {
      "shop.gateway.port=0",
      "spring.datasource.generate-unique-name=true",
      "spring.datasource.url=",
      "retry.policies.orders.delay=1ms",
      "retry.policies.orders.increment=1ms",
      "retry.policies.payment-callback.delay=1ms",
      "retry.policies.logistics-sync.delay=1ms",
      "retry.policies.stock.delay=1ms"
    })
public abstract class ShopTest {

  /** What the gateway counted at one of its services. */
  public record Counts(long received, long failed) {}

  private static final ParameterizedTypeReference<Map<String, Counts>> CALLS =
      new ParameterizedTypeReference<>() {};

  @Autowired private Gateway gateway;
  @LocalServerPort private int port;

  protected RestTestClient shop;
  protected RestTestClient outside;

  @BeforeEach
  void connect() {
    shop = RestTestClient.bindToServer().baseUrl("http://127.0.0.1:" + port).build();
    outside = RestTestClient.bindToServer().baseUrl(gateway.uri().toString()).build();
    behaviour("fail=0");
  }

  protected void behaviour(String query) {
    outside.put().uri("/behaviour?" + query).exchange().expectStatus().isOk();
  }

  protected Counts calls(String service) {
    Map<String, Counts> calls =
        outside.get().uri("/calls").exchange().expectBody(CALLS).returnResult().getResponseBody();
    return Objects.requireNonNull(Objects.requireNonNull(calls).get(service));
  }

  /** A meter's first measurement; tags as {@code name:value}. */
  protected double meter(String name, String... tags) {
    record Measurement(double value) {}
    record Meter(List<Measurement> measurements) {}
    UriComponentsBuilder uri = UriComponentsBuilder.fromPath("/actuator/metrics/" + name);
    uri.queryParam("tag", (Object[]) tags);
    Meter meter =
        shop.get()
            .uri(uri.toUriString())
            .exchange()
            .expectBody(Meter.class)
            .returnResult()
            .getResponseBody();
    return Objects.requireNonNull(meter).measurements().get(0).value();
  }

  protected RestTestClient.ResponseSpec order(String json) {
    return shop.post().uri("/orders").contentType(MediaType.APPLICATION_JSON).body(json).exchange();
  }

  protected RestTestClient.ResponseSpec orderTea() {
    return order("{\"item\": \"tea\", \"cents\": 450}");
  }

  /** Places an order at a healthy gateway. */
  protected long ordered() {
    record Placed(long id) {}
    return Objects.requireNonNull(
            orderTea().expectBody(Placed.class).returnResult().getResponseBody())
        .id();
  }
}
