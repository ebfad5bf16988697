package io.github.retrystarter.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.retrystarter.Failure;
import io.github.retrystarter.Failure.Executed;
import io.github.retrystarter.Failure.Verdict;
import io.github.retrystarter.backoff.Curve;
import io.github.retrystarter.backoff.Jitter;
import io.github.retrystarter.backoff.Waits;
import io.github.retrystarter.event.Outcome;
import io.github.retrystarter.failure.FailureMatcher;
import io.github.retrystarter.policy.Pace;
import io.github.retrystarter.policy.Policy;
import io.github.retrystarter.policy.PolicyKey;
import io.github.retrystarter.policy.TestPolicy;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** What is counted for each rule by itself, also where the rules change under a running call. */
class LanesTest {

  private static final long MS = 1_000_000;

  private static final FailureMatcher IO = kinds("io");
  private static final FailureMatcher TLS = kinds("tls");

  @Test
  void theDecorrelatedWaitsOfOneLaneDoNotFeedThoseOfAnother() {
    Waits decorrelated =
        new Waits.Computed(
            new Curve.Fixed(100 * MS), Jitter.DECORRELATED, 0.5, 100 * MS, 10_000 * MS);
    Pace pace = new Pace(5, decorrelated, true, 0);
    Policy policy = new TestPolicy().rule(IO, pace).rule(TLS, pace).build();
    // Up to 3 · 100 ms, then up to three times the wait before, in each lane.
    Decision.Retry first = retry(policy, Lanes.NONE, "io", 0.5);
    Decision.Retry second = retry(policy, first.lanes(), "io", 0.5);
    Decision.Retry other = retry(policy, second.lanes(), "tls", 0.5);
    Decision.Retry third = retry(policy, other.lanes(), "io", 0.5);
    assertThat(List.of(first.nanos(), second.nanos(), other.nanos(), third.nanos()))
        .containsExactly(200 * MS, 350 * MS, 200 * MS, 575 * MS);
  }

  @Test
  void aRuleThatIsStillThereKeepsItsCountWhereverItStands() {
    Policy before = new TestPolicy().rule(TLS, null).rule(IO, 3, Duration.ofSeconds(1)).build();
    Lanes lanes = retry(before, Lanes.NONE, "io", 0).lanes();
    lanes = retry(before, lanes, "io", 0).lanes();
    Policy after = new TestPolicy().rule(IO, 2, Duration.ofSeconds(9)).build();
    assertThat(decide(after, lanes, "io", 0)).isEqualTo(new Decision.Stop(Outcome.EXHAUSTED));
  }

  @Test
  void aNewRuleBeginsAtNoneAndAFailureThatLostItsRuleIsThePolicys() {
    Policy before = new TestPolicy().maxRetries(0).rule(IO, 3, Duration.ofSeconds(1)).build();
    Lanes lanes = retry(before, Lanes.NONE, "io", 0).lanes();
    Policy after = new TestPolicy().maxRetries(1).rule(TLS, 1, Duration.ofSeconds(9)).build();
    Decision.Retry io = retry(after, lanes, "io", 0);
    Decision.Retry tls = retry(after, io.lanes(), "tls", 0);
    assertThat(io.nanos()).isEqualTo(100 * MS);
    assertThat(tls.nanos()).isEqualTo(9_000 * MS);
    assertThat(decide(after, tls.lanes(), "io", 0)).isEqualTo(new Decision.Stop(Outcome.EXHAUSTED));
    assertThat(decide(after, tls.lanes(), "tls", 0))
        .isEqualTo(new Decision.Stop(Outcome.EXHAUSTED));
  }

  /** Whatever fails in whatever order; what is not retried takes no retries from others. */
  @Property(tries = 300)
  void thereAreNeverMoreCallsThanOneAndTheSumOfAllLanes(
      @ForAll @Size(value = 3) List<@IntRange(max = 5) Integer> allowed,
      @ForAll @Size(min = 1, max = 30) List<@IntRange(max = 2) Integer> failing) {
    Rig rig =
        new Rig()
            .with(PolicyKey.MAX_RETRIES, allowed.get(0))
            .rules(
                RuleBuilder.of("read_timeout").with(PolicyKey.MAX_RETRIES, allowed.get(1)),
                RuleBuilder.of("java.net.ConnectException")
                    .with(PolicyKey.MAX_RETRIES, allowed.get(2)));
    List<IOException> failures =
        List.of(
            new IOException(),
            new SocketTimeoutException("Read timed out"),
            new ConnectException("Connection refused"));
    Script work = new Script();
    failing.forEach(each -> work.thenFails(failures.get(each)));
    assertThat(catchThrowable(() -> rig.retry().call(work))).isInstanceOf(IOException.class);

    int[] left = allowed.stream().mapToInt(each -> each).toArray();
    int calls = 1;
    while (left[failing.get(Math.min(calls, failing.size()) - 1)]-- > 0) {
      calls++;
    }
    assertThat(work.calls())
        .isEqualTo(calls)
        .isLessThanOrEqualTo(1 + allowed.stream().mapToInt(each -> each).sum());
  }

  private static Decision.Retry retry(Policy policy, Lanes lanes, String kind, double random) {
    return (Decision.Retry) decide(policy, lanes, kind, random);
  }

  private static Decision decide(Policy policy, Lanes lanes, String kind, double random) {
    Failure failure = new Failure(kind, Verdict.RETRY, Executed.NO, null);
    Brain.Situation situation = Story.of(lanes).under(policy);
    return Brain.decide(policy, situation, new IOException(), failure, random);
  }

  private static FailureMatcher kinds(String... kinds) {
    return new FailureMatcher(List.of(), Set.of(kinds));
  }
}
