package io.github.retrystarter.shapes;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.retrystarter.CircuitBreakers;
import io.github.retrystarter.Retries;
import io.github.retrystarter.Retry;
import io.github.retrystarter.RetryInfo;
import io.github.retrystarter.autoconfigure.RetryAutoConfiguration;
import io.github.retrystarter.event.CallStats;
import io.github.retrystarter.event.Outcome;
import io.github.retrystarter.event.StatsBook;
import io.github.retrystarter.test.RetryTime;
import io.github.retrystarter.time.Time;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

/**
 * One shape in one scenario, played on virtual time.
 *
 * @param <B> the bean's class
 */
public record Cell<B>(Shape<B> shape, Scenario scenario) {

  /** Begins a call, as a future that a test can look at and cancel. */
  public interface Call<B> {
    CompletableFuture<String> begin(B bean, Retry retry, Work work) throws Exception;
  }

  /**
   * A shape.
   *
   * @param name the bean's method; of code, what it calls
   * @param type the bean's class, with a constructor for the {@link Work}
   */
  public record Shape<B>(
      String name, Class<B> type, boolean ofCode, boolean blocking, Call<B> call) {

    /** In every scenario that it can have. */
    Stream<Cell<B>> cells() {
      return Arrays.stream(Scenario.values())
          .filter(each -> !ofCode || each != Scenario.FALLBACK)
          .map(each -> new Cell<>(this, each));
    }
  }

  @Override
  public String toString() {
    return shape.name + ", " + scenario;
  }

  private Outcome outcome() {
    return scenario == Scenario.CANCELLED && shape.blocking
        ? Outcome.INTERRUPTED
        : scenario.outcome;
  }

  /** Plays it, and looks at all that came of it. */
  void play() {
    RetryTime time = new RetryTime();
    Work work = new Work(time, scenario);
    new ApplicationContextRunner()
        .withConfiguration(AutoConfigurations.of(RetryAutoConfiguration.class))
        .withPropertyValues("retry.defaults.jitter=none", "retry.defaults.budget=none")
        .withPropertyValues(scenario.properties)
        .withBean(Time.class, () -> time)
        .withBean(shape.type, work)
        .run(context -> play(context, time, work));
  }

  private void play(ApplicationContext context, RetryTime time, Work work) throws Exception {
    if (scenario == Scenario.BREAKER_OPEN) {
      context.getBean(CircuitBreakers.class).get("gateway").forceOpen();
    }
    if (scenario == Scenario.CANCELLED) {
      time.holdWaits(true);
      if (shape.blocking) {
        time.beforeWait(() -> Thread.currentThread().interrupt());
      }
    }
    CompletableFuture<String> call =
        shape.call.begin(
            context.getBean(shape.type), context.getBean(Retries.class).policy("default"), work);
    if (scenario == Scenario.CANCELLED && !shape.blocking) {
      assertThat(call).isNotDone();
      assertThat(call.cancel(true)).isTrue();
    }
    if (!shape.blocking) {
      time.advance(Duration.ofSeconds(5));
    }
    // An interrupt is left for the caller.
    assertThat(Thread.interrupted()).isEqualTo(scenario == Scenario.CANCELLED && shape.blocking);
    assertThat(call).isDone();
    check(call);
    assertThat(work.calls()).isEqualTo(scenario.calls);
    assertThat(work.allCancelled()).isTrue();
    assertThat(time.alarms()).isZero();
    CallStats stats = stats(context);
    for (Outcome each : Outcome.values()) {
      assertThat(stats.calls(each)).as(each.tag()).isEqualTo(each == outcome() ? 1 : 0);
    }
    assertThat(stats.attempts()).isEqualTo(scenario.calls);
    assertThat(stats.fallbackCount(true)).isEqualTo(scenario == Scenario.FALLBACK ? 1 : 0);
  }

  private void check(CompletableFuture<String> call) {
    if (scenario.succeeds()) {
      assertThat(call).isCompletedWithValue("good");
    } else if (scenario == Scenario.FALLBACK) {
      assertThat(call).isCompletedWithValue("instead");
    } else if (scenario == Scenario.CANCELLED && !shape.blocking) {
      assertThat(call).isCancelled();
    } else {
      Throwable failure = failure(call);
      assertThat(RetryInfo.of(failure).orElseThrow().reason()).isEqualTo(outcome().tag());
    }
  }

  private static Throwable failure(CompletableFuture<String> call) {
    return call.handle((value, failure) -> failure).join();
  }

  private CallStats stats(ApplicationContext context) {
    return context
        .getBean(StatsBook.class)
        .of("default", shape.ofCode ? "(code)" : shape.type.getSimpleName() + "." + shape.name);
  }
}
