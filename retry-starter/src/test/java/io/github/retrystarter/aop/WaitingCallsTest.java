package io.github.retrystarter.aop;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.retrystarter.annotation.Retryable;
import io.github.retrystarter.autoconfigure.RetryAutoConfiguration;
import io.github.retrystarter.event.CallStats;
import io.github.retrystarter.event.Outcome;
import io.github.retrystarter.event.StatsBook;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/**
 * A hundred thousand calls that wait at the same time, through the proxy, on the real clock. What
 * is measured is what the garbage collector can't take away; the calls share one failure, so it is
 * what the starter holds for each.
 */
@Timeout(120)
@SuppressWarnings("FutureReturnValueIgnored")
class WaitingCallsTest {

  private static final int CALLS = 100_000;

  /**
   * Bytes for each; 700 is what was promised. They are some 495, and the rest of the JVM's heap
   * makes a few more or less of it from run to run.
   */
  private static final long LIMIT = 550;

  static class Remote {
    private final CompletableFuture<String> broken =
        CompletableFuture.failedFuture(new IOException("broken"));

    @Retryable
    public CompletableFuture<String> ask(String question) {
      return broken;
    }
  }

  private final ApplicationContextRunner runner =
      new ApplicationContextRunner()
          .withConfiguration(AutoConfigurations.of(RetryAutoConfiguration.class))
          .withBean(Remote.class)
          .withPropertyValues(
              "retry.defaults.delay=1h",
              "retry.defaults.jitter=none",
              "retry.defaults.budget=none");

  @Test
  void eachTakesFewBytesAndNoThreadAndIsForgottenAtOnceWhenItIsCancelled() {
    runner.run(
        context -> {
          Remote remote = context.getBean(Remote.class);
          List<CompletableFuture<String>> calls = new ArrayList<>(CALLS);
          // Classes, threads, and the queue at its full size: nobody's in particular.
          wait(remote, calls);
          cancel(calls);
          long before = usedHeap();
          wait(remote, calls);
          long waiting = usedHeap();
          assertThat(threads()).isBetween(1L, Math.max(2L, processors()) + 1);
          assertThat((waiting - before) / CALLS).isLessThan(LIMIT);

          cancel(calls);
          assertThat((usedHeap() - before) / CALLS).isLessThan(LIMIT / 50);
          CallStats stats = context.getBean(StatsBook.class).all().get(0);
          assertThat(stats.calls(Outcome.CANCELLED)).isEqualTo(2L * CALLS);
          assertThat(stats.attempts()).isEqualTo(2L * CALLS);
        });
  }

  private static void wait(Remote remote, List<CompletableFuture<String>> calls) {
    for (int i = 0; i < CALLS; i++) {
      calls.add(remote.ask("?"));
    }
    assertThat(calls).noneMatch(CompletableFuture::isDone);
  }

  private static void cancel(List<CompletableFuture<String>> calls) {
    calls.forEach(call -> call.cancel(true));
    calls.clear();
  }

  private static long usedHeap() {
    Runtime runtime = Runtime.getRuntime();
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 3; i++) {
      System.gc();
      least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
    }
    return least;
  }

  private static int processors() {
    return Runtime.getRuntime().availableProcessors();
  }

  private static long threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("retry"))
        .count();
  }
}
