package io.github.retrystarter.failure.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.github.retrystarter.RetryEvent;
import io.github.retrystarter.RetryListener;
import io.github.retrystarter.engine.Trial;
import io.github.retrystarter.failure.real.FlakyServer.Flaw;
import io.github.retrystarter.failure.real.PoolKind.Pool;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Retries with a pool of one connection: an attempt that failed has given it back before the next
 * one wants it, and nothing is left over.
 */
@Timeout(60)
class HttpPoolOfOneIT {

  private static final Duration ENOUGH = Duration.ofSeconds(5);

  /** A connection that is not given back is missed by the next attempt: there is no other. */
  private static final Limits LIMITS =
      Limits.POOL_OF_ONE.read(Limits.SHORT).lease(Duration.ofMillis(500));

  /** The time that the other thread's attempt takes counts too. */
  private static final Limits SHARED = LIMITS.lease(ENOUGH);

  /** More than are needed: on a busy machine a good answer may come too late, too. */
  private static final int MAX_RETRIES = 20;

  private static final int CALLS = 50;

  private static final int FAILURES = 2;

  private static final List<Flaw> QUICK =
      List.of(Flaw.BUSY, Flaw.TRUNCATED, Flaw.TRUNCATED_CHUNK, Flaw.RESET, Flaw.RESET_IN_BODY);

  @ParameterizedTest(name = "{0}")
  @EnumSource
  void theConnectionIsFreeDuringTheWait(PoolKind kind) throws Exception {
    try (FlakyServer server = new FlakyServer();
        Pool pool = kind.open(LIMITS)) {
      LeasesDuringWaits leases = new LeasesDuringWaits(pool);
      for (int i = 0; i < CALLS; i++) {
        URI uri = uri(server, i, "call" + i);
        Trial trial = Trial.of(MAX_RETRIES, leases, () -> pool.client().get(uri));
        assertThat(trial.thrown()).as("%s %s", uri, Chain.of(trial.thrown())).isNull();
        assertThat(trial.calls()).as("%s", uri).isGreaterThan(FAILURES);
      }
      assertThat(leases.waits).isGreaterThanOrEqualTo(CALLS * FAILURES);
      assertThat(leases.leased).isEmpty();
      assertNothingIsLeft(pool);
    }
  }

  @ParameterizedTest(name = "{0}")
  @EnumSource
  void twoThreadsShareTheConnectionWithoutADeadlock(PoolKind kind) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try (FlakyServer server = new FlakyServer();
        Pool pool = kind.open(SHARED)) {
      List<Future<?>> done = new ArrayList<>();
      for (String name : List.of("left", "right")) {
        done.add(threads.submit(() -> callAll(server, pool, name)));
      }
      for (Future<?> each : done) {
        each.get();
      }
      assertNothingIsLeft(pool);
    } finally {
      threads.shutdownNow();
    }
  }

  @ParameterizedTest(name = "{0}")
  @EnumSource
  void aCallThatIsGivenUpLeavesNothing(PoolKind kind) throws Exception {
    try (FlakyServer server = new FlakyServer();
        Pool pool = kind.open(LIMITS)) {
      for (Flaw flaw : Flaw.values()) {
        URI always = server.uri(flaw, Integer.MAX_VALUE, "always");
        Trial failed = Trial.of(() -> pool.client().get(always));
        assertThat(failed.calls()).as("%s", flaw).isEqualTo(3);
        assertNothingIsLeft(pool);
        URI never = server.uri(flaw, 0, "never");
        Trial good = Trial.of(MAX_RETRIES, new RetryListener() {}, () -> pool.client().get(never));
        assertThat(good.thrown()).as("%s %s", flaw, Chain.of(good.thrown())).isNull();
      }
      assertNothingIsLeft(pool);
    }
  }

  private static void callAll(FlakyServer server, Pool pool, String name) {
    for (int i = 0; i < CALLS / 3; i++) {
      URI uri = uri(server, i, name + i);
      Trial trial = Trial.of(MAX_RETRIES, new RetryListener() {}, () -> pool.client().get(uri));
      assertThat(trial.thrown()).as("%s %s", uri, Chain.of(trial.thrown())).isNull();
    }
  }

  /** Two failures of one sort for each call, in turn; but those that take time are seldom. */
  private static URI uri(FlakyServer server, int i, String call) {
    Flaw slow = i % 32 == 15 ? Flaw.STALLED : Flaw.STALLED_IN_BODY;
    Flaw flaw = i % 16 == 15 ? slow : QUICK.get(i % QUICK.size());
    return server.uri(flaw, FAILURES, call);
  }

  private static void assertNothingIsLeft(Pool pool) {
    await()
        .pollInSameThread()
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(1))
        .atMost(ENOUGH)
        .untilAsserted(
            () -> {
              assertThat(pool.leased().getAsInt()).as("leased").isZero();
              assertThat(pool.waiting().getAsInt()).as("waiting").isZero();
            });
  }

  /** Looks into the pool before each wait. */
  private static final class LeasesDuringWaits implements RetryListener {

    private final Pool pool;
    private final List<String> leased = new ArrayList<>();
    private int waits;

    private LeasesDuringWaits(Pool pool) {
      this.pool = pool;
    }

    /** Some give it back in a thread of their own, at once, but not before they tell. */
    @Override
    public void onRetry(RetryEvent event) {
      waits++;
      try {
        assertNothingIsLeft(pool);
      } catch (ConditionTimeoutException stillLeased) {
        leased.add(event.kind() + ": " + stillLeased.getMessage());
      }
    }
  }
}
