package io.github.retrystarter.sample.shop;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.retrystarter.actuate.RetryDescriptor.PolicyDescriptor;
import io.github.retrystarter.actuate.RetryEndpoint;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;

/** The waits as application.yml has them: no test waits for them. */
@SpringBootTest(
    webEnvironment = WebEnvironment.NONE,
    properties = {
      "shop.gateway.port=0",
      "spring.datasource.url=jdbc:h2:mem:policies",
      // Without a web server the endpoint is no bean unless it is exposed somewhere.
      "management.endpoints.jmx.exposure.include=retry",
      "spring.jmx.enabled=true"
    })
class PoliciesTest {

  @Autowired private RetryEndpoint endpoint;

  @Test
  void ordersWait100Then200Then300Milliseconds() {
    assertThat(policy("orders"))
        .containsEntry("maxRetries", 3)
        .containsEntry("backoff", "linear")
        .containsEntry("delay", "PT0.1S")
        .containsEntry("increment", "PT0.1S")
        .containsEntry("jitter", "none");
  }

  @Test
  void paymentCallbacksAreCalledFiveTimesAtDelaysThatDouble() {
    assertThat(policy("payment-callback"))
        .containsEntry("maxRetries", 4)
        .containsEntry("backoff", "exponential")
        .containsEntry("delay", "PT1S")
        .containsEntry("multiplier", 2.0)
        .containsEntry("maxDelay", "PT30S")
        .containsEntry("jitter", "full");
  }

  @Test
  void logisticsWaits5Then10Seconds() {
    assertThat(policy("logistics-sync"))
        .containsEntry("maxRetries", 2)
        .containsEntry("backoff", "linear")
        .containsEntry("delay", "PT5S")
        .containsEntry("increment", "PT5S")
        .containsEntry("jitter", "none");
  }

  @Test
  void aLoserOfADeadlockWaits25To50MillisecondsAndGivesUpAfter5Seconds() {
    assertThat(policy("stock"))
        .containsEntry("maxRetries", 3)
        .containsEntry("backoff", "fixed")
        .containsEntry("delay", "PT0.05S")
        .containsEntry("jitter", "equal")
        .containsEntry("timeout", "PT5S");
  }

  private Map<String, @Nullable Object> policy(String name) {
    if (endpoint.one("policies", name) instanceof PolicyDescriptor policy) {
      return policy.effective();
    }
    throw new AssertionError("no policy " + name);
  }
}
