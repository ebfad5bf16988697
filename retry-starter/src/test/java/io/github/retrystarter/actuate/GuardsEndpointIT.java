package io.github.retrystarter.actuate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.retrystarter.CircuitBreakers;
import io.github.retrystarter.CircuitOpenException;
import io.github.retrystarter.annotation.Retryable;
import io.github.retrystarter.time.Time;
import io.github.retrystarter.time.VirtualTime;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.json.JSONObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.skyscreamer.jsonassert.JSONAssert;
import org.skyscreamer.jsonassert.JSONCompareMode;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.test.annotation.DirtiesContext;

/** Breakers and budgets at the endpoint, over real HTTP. Each test that calls has its own. */
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = {
      "management.endpoints.web.exposure.include=retry",
      "server.address=127.0.0.1",
      "spring.config.location=classpath:/actuate/guards.yml"
    })
@DirtiesContext
class GuardsEndpointIT {

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class App {
    @Bean
    VirtualTime time() {
      return new VirtualTime();
    }

    @Bean
    Gateway gateway(VirtualTime time) {
      return new Gateway(time);
    }
  }

  static class Gateway {
    private final VirtualTime time;

    Gateway(VirtualTime time) {
      this.time = time;
    }

    @Retryable("payments")
    void pay() throws IOException {
      time.advance(Duration.ofMillis(1_500));
      throw new IOException("down");
    }

    @Retryable("patient")
    void maintain() {}
  }

  @Autowired Gateway gateway;
  @Autowired CircuitBreakers breakers;
  @Autowired Time time;
  @LocalServerPort int port;

  private HttpResponse<String> get(String path) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + port + "/actuator/retry" + path);
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
  }

  private void assertShows(String path, String json) throws Exception {
    HttpResponse<String> response = get(path);
    assertThat(response.statusCode()).isEqualTo(200);
    JSONAssert.assertEquals(json, response.body(), JSONCompareMode.STRICT);
  }

  @Test
  void whatWasNeverAskedIsShownToo() throws Exception {
    assertShows(
        "/circuit-breakers/search-engine",
        """
        {"state": "closed", "failureRate": null, "slowCallRate": null, "calls": 0, "rejected": 0,
         "halfOpenIn": null}
        """);
    assertShows("/budgets/search", "{\"available\": 10.0, \"capacity\": 10.0, \"denied\": 0}");
  }

  /** One story, for the breaker remembers: failures, open, half-open, tokens. */
  @Test
  void aBreakerAndABudgetShowWhatHasHappenedToThem() throws Exception {
    assertThatThrownBy(() -> gateway.pay()).hasMessage("down");
    assertShows(
        "/circuit-breakers/payment-gateway",
        """
        {"state": "closed", "failureRate": 100.0, "slowCallRate": 100.0, "calls": 2, "rejected": 0,
         "halfOpenIn": null}
        """);
    assertShows("/budgets/gateway", "{\"available\": 1.0, \"capacity\": 2.0, \"denied\": 0}");

    assertThatThrownBy(() -> gateway.pay()).hasMessage("down");
    assertThatThrownBy(() -> gateway.pay()).isInstanceOf(CircuitOpenException.class);
    ((VirtualTime) time).advance(Duration.ofMillis(7_500));
    assertShows(
        "/circuit-breakers/payment-gateway",
        """
        {"state": "open", "failureRate": null, "slowCallRate": null, "calls": 0, "rejected": 1,
         "halfOpenIn": "PT12.5S"}
        """);
    assertShows("/budgets/gateway", "{\"available\": 0.0, \"capacity\": 2.0, \"denied\": 0}");

    ((VirtualTime) time).advance(Duration.ofMillis(12_500));
    assertShows(
        "/circuit-breakers/payment-gateway",
        """
        {"state": "half_open", "failureRate": null, "slowCallRate": null, "calls": 0, "rejected": 1,
         "halfOpenIn": null}
        """);

    assertThatThrownBy(() -> gateway.pay()).hasMessage("down");
    assertShows(
        "/circuit-breakers/payment-gateway",
        """
        {"state": "half_open", "failureRate": 100.0, "slowCallRate": 100.0, "calls": 1,
         "rejected": 1, "halfOpenIn": null}
        """);
    assertShows("/budgets/gateway", "{\"available\": 0.0, \"capacity\": 2.0, \"denied\": 1}");
  }

  @Test
  void whatAnOperatorHoldsOpenTellsNoTime() throws Exception {
    breakers.get("maintained").forceOpen();
    assertThatThrownBy(() -> gateway.maintain())
        .hasMessage("circuit breaker 'maintained' is forced_open, until somebody closes it");
    assertShows(
        "/circuit-breakers/maintained",
        """
        {"state": "forced_open", "failureRate": null, "slowCallRate": null, "calls": 0,
         "rejected": 1, "halfOpenIn": null}
        """);
  }

  @Test
  void allBreakersAndBudgetsAreOnTheOnePage() throws Exception {
    JSONObject all = new JSONObject(get("").body());
    JSONAssert.assertEquals(
        section("circuit-breakers", "maintained", "payment-gateway", "search-engine"),
        all.getString("circuitBreakers"),
        JSONCompareMode.STRICT);
    JSONAssert.assertEquals(
        section("budgets", "default", "gateway", "search"),
        all.getString("budgets"),
        JSONCompareMode.STRICT);
  }

  /** As the one page should have it, of the pages for each. */
  private String section(String section, String... names) throws Exception {
    JSONObject all = new JSONObject();
    for (String name : names) {
      all.put(name, new JSONObject(get("/" + section + "/" + name).body()));
    }
    return all.toString();
  }

  @Test
  void aPolicyTellsItsBreakerAndItsBudget() throws Exception {
    JSONObject policy = new JSONObject(get("/policies/patient").body());
    JSONAssert.assertEquals(
        """
        {"circuitBreaker": "maintained", "circuitOpen": "wait", "budget": "none"}
        """,
        policy.getString("effective"),
        JSONCompareMode.LENIENT);
    assertThat(policy.getJSONObject("origins").getString("circuitOpen"))
        .isEqualTo("retry.policies.patient.circuit-open (guards.yml:15:21)");
  }

  /** Four attempts of a second each, and 100, 200 and 400 ms between them. */
  @ParameterizedTest(name = "the worst case of {0} is {1}")
  @CsvSource(
      nullValues = "null",
      value = {"patient, null", "bounded, PT45S", "patient-without-breaker, PT4.7S"})
  void aWaitForAnOpenBreakerIsBoundedByTheTimeoutOnly(String policy, String worstCase)
      throws Exception {
    JSONObject shown = new JSONObject(get("/policies/" + policy).body());
    assertThat(shown.isNull("worstCase") ? null : shown.getString("worstCase"))
        .isEqualTo(worstCase);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/circuit-breakers/none",
        "/circuit-breakers/gateway",
        "/budgets/none",
        "/budgets/payment-gateway",
        "/circuitBreakers/payment-gateway",
        "/circuit-breakers"
      })
  void whatIsNotThereIs404(String path) throws Exception {
    assertThat(get(path).statusCode()).isEqualTo(404);
  }
}
