package io.github.retrystarter.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.retrystarter.ReactiveRetry;
import io.github.retrystarter.event.Outcome;
import io.github.retrystarter.policy.BackoffKind;
import io.github.retrystarter.policy.PolicyKey;
import io.github.retrystarter.time.Time;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;

/** Whatever throws where nothing should: whoever waits for the future is not left waiting. */
@Timeout(60)
class LastResortTest {

  private final Rig rig = new Rig().with(PolicyKey.MAX_RETRIES, 3);
  private final Bad time = new Bad(rig.time);
  private final IOException broken = new IOException("broken");
  private final IllegalStateException bug = new IllegalStateException("a bug");

  /** A clock that works until it is told to break. */
  private static final class Bad implements Time {
    private final Time good;
    private Runnable atWaits = () -> {};
    private Runnable atReadings = () -> {};

    private Bad(Time good) {
      this.good = good;
    }

    @Override
    public long nanos() {
      atReadings.run();
      return good.nanos();
    }

    @Override
    public long mark() {
      return good.mark();
    }

    @Override
    public Instant now() {
      return good.now();
    }

    @Override
    public boolean sleep(long nanos) throws InterruptedException {
      return good.sleep(nanos);
    }

    @Override
    public Alarm alarm(long delayNanos, Runnable action) {
      return good.alarm(delayNanos, action);
    }

    @Override
    public Alarm after(long nanos, Waiter work) {
      atWaits.run();
      return good.after(nanos, work);
    }

    @Override
    public void run(Runnable work) {
      good.run(work);
    }

    @Override
    public void close() {
      good.close();
    }

    @Override
    public void open() {
      good.open();
    }

    @Override
    public boolean closed() {
      return good.closed();
    }
  }

  private CompletableFuture<String> call() {
    return rig.on(time).retry().callAsync(() -> CompletableFuture.failedFuture(broken));
  }

  @SuppressWarnings("InfiniteRecursion") // that is what it is for
  private static void overflow() {
    overflow();
  }

  private void fail() {
    throw bug;
  }

  @Test
  void aWaitThatCannotBegin() {
    time.atWaits = this::fail;
    assertThatThrownBy(call()::join).hasCause(broken);
    assertThat(broken.getSuppressed()).contains(bug);
    assertThat(rig.calls(Outcome.PERMANENT)).isEqualTo(1);
    assertThat(rig.calls()).isEqualTo(1);
  }

  @Test
  void aWaitThatExhaustsTheStack() {
    time.atWaits = LastResortTest::overflow;
    assertThatThrownBy(call()::join).hasCause(broken);
    assertThat(broken.getSuppressed()).hasAtLeastOneElementOfType(StackOverflowError.class);
    assertThat(rig.calls()).isEqualTo(1);
  }

  /** So that neither the course nor its end can be told either. */
  @Test
  void aClockThatStopsForGood() {
    CompletableFuture<String> call = call();
    assertThat(call).isNotDone();
    time.atReadings = this::fail;
    rig.time.advance(Duration.ofSeconds(1));
    assertThatThrownBy(call::get).isInstanceOf(ExecutionException.class).cause().isIn(bug, broken);
  }

  @Test
  void aClockThatStopsWhereAWaitIsEnded() {
    CompletableFuture<String> call = call();
    time.atReadings = LastResortTest::overflow;
    rig.time.close();
    assertThat(call).isCompletedExceptionally();
  }

  @Test
  void aClockThatStopsWhereAnAttemptIsToBeLimited() {
    rig.with(PolicyKey.ATTEMPT_TIMEOUT, Duration.ofSeconds(1));
    CompletableFuture<String> promise = new CompletableFuture<>();
    CompletableFuture<CompletableFuture<String>> known = new CompletableFuture<>();
    CompletableFuture<String> call =
        rig.on(time)
            .retry()
            .callAsync(
                () -> {
                  if (!known.isDone()) {
                    known.complete(promise);
                    return CompletableFuture.failedFuture(broken);
                  }
                  time.atReadings = this::fail;
                  return promise;
                });
    rig.time.advance(Duration.ofSeconds(1));
    assertThat(call).isCompletedExceptionally();
    assertThat(promise).isCancelled();
  }

  @Test
  void aClockThatStopsWhereTheFirstElementGoesOut() {
    rig.with(PolicyKey.BACKOFF, BackoffKind.ADAPTIVE);
    Flux<String> source =
        Flux.just("first", "second", "third").doOnRequest(asked -> time.atReadings = this::fail);
    List<Object> seen = new ArrayList<>();
    Disposable unused =
        ReactiveRetry.flux(rig.on(time).retry(), source)
            .subscribe(seen::add, seen::add, () -> seen.add("completed"));
    assertThat(seen).singleElement().isSameAs(bug);
  }

  /** Wherever the stack ends on the way from the promise to the caller. */
  @Test
  @SuppressWarnings("FutureReturnValueIgnored")
  void aPromiseThatIsBrokenWhereTheStackIsNearlyExhausted() {
    for (int frames = 400; frames < 4_000; frames += 7) {
      CompletableFuture<String> promise = new CompletableFuture<>();
      CompletableFuture<String> call = rig.on(time).retry().callAsync(() -> promise);
      new Diver(frames, () -> promise.completeExceptionally(broken)).dive();
      rig.time.advance(Duration.ofHours(1));
      assertThat(call).as("with %d frames left", frames).isDone();
    }
  }

  /** Comes up from the bottom of the stack so many frames, and acts there. */
  private static final class Diver {
    private final int frames;
    private final Runnable action;
    private int up;

    private Diver(int frames, Runnable action) {
      this.frames = frames;
      this.action = action;
    }

    @SuppressWarnings("InfiniteRecursion") // that is what it is for
    private void dive() {
      try {
        dive();
      } catch (StackOverflowError bottom) {
        if (++up < frames) {
          throw bottom;
        }
        if (up == frames) {
          action.run();
        }
      }
    }
  }
}
