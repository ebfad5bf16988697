package io.github.retrystarter.engine;

import io.github.retrystarter.Failure;
import io.github.retrystarter.RetryEvent;
import io.github.retrystarter.RetryListener;
import io.github.retrystarter.policy.PolicyKey;
import io.github.retrystarter.time.SystemTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What became of work that ran through the engine, for tests of other packages.
 *
 * @param thrown the failure on which the engine gave up; null after a success
 * @param failure what it is taken for; null after a success
 * @param calls how often the work was called
 * @param kinds of the failed attempts, in order
 * @param waits between the attempts; on virtual time, so they took none
 */
public record Trial(
    @Nullable Throwable thrown,
    @Nullable Failure failure,
    int calls,
    List<String> kinds,
    List<Duration> waits) {

  /** Runs it with two retries. */
  public static Trial of(Callable<?> work) {
    return run(new Rig().with(PolicyKey.MAX_RETRIES, 2), work);
  }

  /** Runs it with so many retries, and tells the listener. */
  public static Trial of(int maxRetries, RetryListener listener, Callable<?> work) {
    Rig rig = new Rig().with(PolicyKey.MAX_RETRIES, maxRetries);
    rig.listeners.add(listener);
    return run(rig, work);
  }

  /**
   * Runs it with two retries on the real clock, which cuts attempts that take longer than the
   * limit.
   */
  public static Trial cut(Duration limit, Callable<?> work) {
    SystemTime clock = new SystemTime();
    try {
      return run(
          new Rig()
              .with(PolicyKey.MAX_RETRIES, 2)
              .with(PolicyKey.DELAY, Duration.ZERO)
              .with(PolicyKey.ATTEMPT_TIMEOUT, limit)
              .on(clock),
          work);
    } finally {
      clock.close();
    }
  }

  private static Trial run(Rig rig, Callable<?> work) {
    AtomicInteger calls = new AtomicInteger();
    // Told by events, for not every exception can carry a RetryInfo: Netty's shared ones can't.
    List<String> kinds = new ArrayList<>();
    rig.listeners.add(
        new RetryListener() {
          @Override
          public void onRetry(RetryEvent event) {
            kinds.add(event.kind());
          }

          @Override
          public void onGiveUp(RetryEvent event) {
            kinds.add(event.kind());
          }
        });
    Throwable thrown = null;
    try {
      rig.retry()
          .call(
              () -> {
                calls.incrementAndGet();
                return work.call();
              });
    } catch (Throwable last) {
      thrown = last;
    }
    Failure failure =
        thrown == null ? null : rig.site(null).engine().classification().classify(thrown);
    return new Trial(thrown, failure, calls.get(), List.copyOf(kinds), rig.time.sleeps());
  }
}
