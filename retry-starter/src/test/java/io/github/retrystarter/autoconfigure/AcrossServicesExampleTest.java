package io.github.retrystarter.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.retrystarter.http.RetryHeaders;
import io.github.retrystarter.policy.PolicyBook;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;

/** What {@code config-examples/across-services.yml} says is what it does. */
class AcrossServicesExampleTest {

  private static final Path EXAMPLE = Path.of("../config-examples/across-services.yml");

  @Test
  void allHeadersHaveNamesOfTheirOwn() {
    try (ConfigurableApplicationContext context = new TestApplication().start(EXAMPLE)) {
      assertThat(context.getBean(ConfigurationReader.Read.class).headers())
          .isEqualTo(
              new RetryHeaders(
                  "X-Acme-Attempt",
                  "X-Acme-Max-Retries",
                  "X-Acme-Cause",
                  "X-Acme-Deadline-Ms",
                  "X-Acme-Disposition"));
    }
  }

  @Test
  void everyCallHasADeadlineThatTravels() {
    Started started = Started.with(new TestApplication(), EXAMPLE);

    assertThat(started.book().policies()).containsOnlyKeys("default", "stock", "search");
    assertThat(started.book().policies().values())
        .allSatisfy(
            policy -> assertThat(policy.timeout()).isEqualTo(Duration.ofSeconds(3).toNanos()));
    assertThat(started.policy("stock").attemptTimeout())
        .isEqualTo(Duration.ofMillis(800).toNanos());
  }

  @Test
  void onlyTheSearchRetriesWhatAServiceHasGivenUp() {
    PolicyBook book = Started.with(new TestApplication(), EXAMPLE).book();

    assertThat(Objects.requireNonNull(book.policies().get("search")).collapses()).isFalse();
    assertThat(Objects.requireNonNull(book.policies().get("stock")).collapses()).isTrue();
    assertThat(Objects.requireNonNull(book.policies().get("default")).collapses()).isTrue();
  }
}
