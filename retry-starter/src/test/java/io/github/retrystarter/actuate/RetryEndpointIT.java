package io.github.retrystarter.actuate;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.retrystarter.Retries;
import io.github.retrystarter.annotation.Retryable;
import io.github.retrystarter.time.Randomness;
import io.github.retrystarter.time.Time;
import io.github.retrystarter.time.VirtualTime;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.skyscreamer.jsonassert.JSONAssert;
import org.skyscreamer.jsonassert.JSONCompareMode;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The endpoint over real HTTP, in an application with everything switched on. */
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = {
      "management.endpoints.web.exposure.include=retry",
      "server.address=127.0.0.1",
      "spring.config.location=classpath:/actuate/application.yml"
    })
class RetryEndpointIT {

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class App {
    @Bean
    Time time() {
      return new VirtualTime();
    }

    @Bean
    Randomness randomness() {
      return () -> 0.5;
    }

    @Bean
    Gateway gateway() {
      return new Gateway();
    }
  }

  static class Gateway {
    private int failures = 2;

    @Retryable(policy = "payment-callback", maxRetries = 2)
    void confirm() throws IOException {
      if (failures-- > 0) {
        throw new IOException("down");
      }
    }

    @Retryable("payment-callback")
    void cancel() {}
  }

  @Autowired Gateway gateway;
  @Autowired Retries retries;
  @LocalServerPort int port;

  private HttpResponse<String> get(String path) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + port + "/actuator/retry" + path);
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
  }

  @Test
  void aPolicyShowsItsValuesWhereTheyComeFromAndItsWorstCase() throws Exception {
    HttpResponse<String> response = get("/policies/payment-callback");
    assertThat(response.statusCode()).isEqualTo(200);
    JSONAssert.assertEquals(
        """
        {"effective": {"maxRetries": 4, "backoff": "exponential", "delay": "PT1S",
           "multiplier": 2.0, "increment": "PT1S", "delays": [], "backoffBean": "",
           "maxDelay": "PT30S", "jitter": "full", "jitterFactor": 0.5, "timeout": null,
           "attemptTimeout": "PT2S", "includes": [], "excludes": ["java.lang.IllegalStateException"],
           "unclassified": "fail", "rules": [{"failures": ["read_timeout", "java.net.SocketException"],
                                              "maxRetries": 2, "delay": "PT0.5S"},
                                             {"failures": ["tls"], "retry": false}],
           "retryAfter": "honor", "maxRetryAfter": "PT1M",
           "idempotent": true, "afterElements": "stop", "nested": "collapse", "circuitBreaker": "none",
           "circuitOpen": "fail", "budget": "payment-callback"},
         "origins": {"maxRetries": "retry.policies.payment-callback.max-retries (application.yml:6:20)",
           "backoff": "built-in",
           "delay": "retry.policies.payment-callback.delay (application.yml:7:14)",
           "multiplier": "built-in", "increment": "built-in, as delay", "delays": "built-in",
           "backoffBean": "built-in",
           "maxDelay": "retry.policies.payment-callback.max-delay (application.yml:8:18)",
           "jitter": "built-in", "jitterFactor": "built-in", "timeout": "built-in",
           "attemptTimeout": "retry.policies.payment-callback.attempt-timeout (application.yml:9:24)",
           "includes": "built-in",
           "excludes": "retry.policies.payment-callback.excludes (application.yml:10:17)",
           "unclassified": "retry.defaults.unclassified (application.yml:3:19)",
           "rules": "retry.policies.payment-callback.rules (application.yml:12:22)",
           "retryAfter": "built-in", "maxRetryAfter": "built-in", "idempotent": "built-in",
           "afterElements": "built-in",
           "nested": "built-in", "circuitBreaker": "built-in", "circuitOpen": "built-in",
           "budget": "built-in, named as the policy"},
         "live": {},
         "worstCase": "PT30.5S",
         "methods": ["RetryEndpointIT.Gateway.cancel", "RetryEndpointIT.Gateway.confirm"]}
        """,
        response.body(),
        JSONCompareMode.STRICT);
  }

  @Test
  void aMethodShowsWhatDiffersFromItsPolicyAndWhatItDid() throws Exception {
    gateway.confirm();
    JSONAssert.assertEquals(
        """
        {"policy": "payment-callback",
         "effective": {"maxRetries": 2},
         "origins": {"maxRetries": "@Retryable on RetryEndpointIT.Gateway.confirm"},
         "calls": {"success_after_retry": 1},
         "attempts": 3,
         "lastFailure": {"kind": "io", "at": "2026-01-01T00:00:00.500Z"}}
        """,
        get("/methods/RetryEndpointIT.Gateway.confirm").body(),
        JSONCompareMode.STRICT);
  }

  @Test
  void whatWasNeverCalledIsShownToo() throws Exception {
    JSONAssert.assertEquals(
        """
        {"policy": "payment-callback", "effective": {}, "origins": {}, "calls": {},
         "attempts": 0, "lastFailure": null}
        """,
        get("/methods/RetryEndpointIT.Gateway.cancel").body(),
        JSONCompareMode.STRICT);
  }

  @Test
  void everythingIsOnOnePage() throws Exception {
    retries.policy("default").run(() -> {});
    String all = get("").body();
    JSONAssert.assertEquals(
        """
        {"policies": {"default": {"worstCase": null, "methods": ["(code)"]}, "payment-callback": {}},
         "methods": {"(code) default": {"calls": {"success": 1}, "attempts": 1},
                     "RetryEndpointIT.Gateway.cancel": {},
                     "RetryEndpointIT.Gateway.confirm": {}}}
        """,
        all,
        JSONCompareMode.LENIENT);
  }

  @Test
  void whatIsNotThereIs404() throws Exception {
    for (String path : List.of("/policies/none", "/methods/none", "/nothing/none")) {
      assertThat(get(path).statusCode()).as(path).isEqualTo(404);
    }
  }
}
