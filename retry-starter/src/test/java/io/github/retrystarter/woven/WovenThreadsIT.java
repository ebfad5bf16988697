package io.github.retrystarter.woven;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.retrystarter.Retries;
import io.github.retrystarter.RetryContext;
import io.github.retrystarter.time.Time;
import io.github.retrystarter.time.VirtualTime;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;
import org.springframework.context.ApplicationContext;
import reactor.core.publisher.Mono;

/** Woven methods that are called in a pool's thread, and whose later attempts run in others. */
@Tag("load-time-weaving")
class WovenThreadsIT {

  private final ExecutorService pool = Executors.newSingleThreadExecutor();

  @AfterEach
  void shutDown() {
    pool.shutdownNow();
  }

  /** As a user's thread does it that serves somebody. */
  private <T> T inPool(Supplier<T> work) throws Exception {
    return pool.submit(
            () -> {
              MDC.put("user", "ann");
              try {
                return work.get();
              } finally {
                MDC.remove("user");
              }
            })
        .get(30, SECONDS);
  }

  /** Later attempts run in the thread of the test. */
  private static void pass(ApplicationContext context) {
    VirtualTime time = (VirtualTime) context.getBean(Time.class);
    while (time.alarms() > 0) {
      time.advance(Duration.ofSeconds(10));
    }
  }

  @Test
  void aStaticMethodsAttemptsKnowTheirCallAndItsCaller() {
    Woven.aspect()
        .run(
            context -> {
              Later.failing(2);
              CompletableFuture<String> call = inPool(() -> Later.ofTheClass("tea"));
              pass(context);
              assertThat(call.get(30, SECONDS)).isEqualTo("tea at 3");
              assertThat(Later.SEEN).containsExactly("tea 1 ann", "tea 2 ann", "tea 3 ann");
            });
  }

  @Test
  void aPrivateMethodsAttemptsKnowTheirCallAndItsSubscriber() {
    Woven.aspect()
        .run(
            context -> {
              Later.failing(2);
              CompletableFuture<String> call =
                  inPool(() -> new Later().callsHidden("tea").toFuture());
              pass(context);
              assertThat(call.get(30, SECONDS)).isEqualTo("tea at 3");
              assertThat(Later.SEEN).containsExactly("tea 1 ann", "tea 2 ann", "tea 3 ann");
            });
  }

  @Test
  void aMonoThatWasMadeInOneThreadIsSubscribedToInAnother() {
    Woven.aspect()
        .run(
            context -> {
              Later.failing(2);
              Mono<String> mono = inPool(() -> new Later().callsHidden("tea"));
              assertThat(Later.SEEN).isEmpty();
              CompletableFuture<String> call = mono.toFuture();
              pass(context);
              assertThat(call.get(30, SECONDS)).isEqualTo("tea at 3");
              assertThat(Later.SEEN).containsExactly("tea 1 null", "tea 2 null", "tea 3 null");
            });
  }

  @Test
  void nothingOfThemStaysInTheirThreads() {
    Woven.aspect()
        .run(
            context -> {
              Later.failing(2);
              CompletableFuture<String> unused = inPool(() -> Later.ofTheClass("tea"));
              pass(context);
              assertThat(RetryContext.current()).isEmpty();
              assertThat(MDC.get("user")).isNull();
              assertThat(pool.submit(() -> RetryContext.current().isPresent()).get(30, SECONDS))
                  .isFalse();
              assertThat(pool.submit(() -> MDC.get("user")).get(30, SECONDS)).isNull();
            });
  }

  @Test
  void insideACallTheyAreNotMultiplied() {
    Woven.aspect()
        .run(
            context -> {
              Later.failing(100);
              Retries retries = context.getBean(Retries.class);
              CompletableFuture<String> call =
                  inPool(() -> retries.policy("default").callAsync(() -> Later.ofTheClass("tea")));
              pass(context);
              assertThatThrownBy(() -> call.get(30, SECONDS))
                  .hasCauseExactlyInstanceOf(IOException.class);
              assertThat(Later.SEEN).hasSize(4);
            });
  }

  // Beside other aspects

  @BeforeEach
  void reset() {
    Numbered.Outside.RUNS.set(0);
    Numbered.Inside.RUNS.set(0);
  }

  @Test
  void anAspectInsideRunsInTheAttemptsOfOtherThreadsTooAndOneOutsideOnce() {
    Woven.aspect()
        .run(
            context -> {
              Later.failing(2);
              CompletableFuture<String> call = inPool(() -> Later.numberedOfTheClass("tea"));
              pass(context);
              assertThat(call.get(30, SECONDS)).isEqualTo("tea#3 at 3");
              assertThat(Later.SEEN).containsExactly("tea#1 1 ann", "tea#2 2 ann", "tea#3 3 ann");
              assertThat(Numbered.Outside.RUNS).hasValue(1);
            });
  }

  @Test
  void soItDoesForEachSubscriptionToAMono() {
    Woven.aspect()
        .run(
            context -> {
              Later.failing(2);
              Mono<String> mono = inPool(() -> new Later().callsNumberedHidden("tea"));
              CompletableFuture<String> call = mono.toFuture();
              pass(context);
              assertThat(call.get(30, SECONDS)).isEqualTo("tea#3 at 3");
              assertThat(Later.SEEN)
                  .containsExactly("tea#1 1 null", "tea#2 2 null", "tea#3 3 null");
              assertThat(mono.block()).isEqualTo("tea#4 at 4");
              assertThat(Numbered.Outside.RUNS).hasValue(1);
            });
  }
}
