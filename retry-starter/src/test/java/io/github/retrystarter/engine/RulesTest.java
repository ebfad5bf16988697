package io.github.retrystarter.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.retrystarter.RetryContext;
import io.github.retrystarter.RetryInfo;
import io.github.retrystarter.event.Outcome;
import io.github.retrystarter.policy.BackoffKind;
import io.github.retrystarter.policy.PolicyKey;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.client.HttpClientErrorException;

/** What {@code rules} do to a call: exact counts and waits. */
class RulesTest {

  private final SocketTimeoutException timedOut = new SocketTimeoutException("Read timed out");
  private final ConnectException refused = new ConnectException("Connection refused");
  private final IOException broken = new IOException("broken");

  private final Rig rig = new Rig();

  @Test
  void eachRuleCountsItsOwnRetriesAndThePolicyTheRest() {
    rig.with(PolicyKey.MAX_RETRIES, 3)
        .with(PolicyKey.DELAY, Duration.ofMillis(100))
        .rules(
            retries(3, "read_timeout").with(PolicyKey.DELAY, Duration.ofSeconds(1)),
            retries(5, "http_429").with(PolicyKey.DELAY, Duration.ofSeconds(2)));
    Script work = new Script();
    fail(work, 3, timedOut);
    fail(work, 5, status(HttpStatus.TOO_MANY_REQUESTS));
    work.thenFails(broken);

    assertThat(reason(work)).isEqualTo("exhausted");

    assertThat(work.calls()).isEqualTo(1 + 3 + 5 + 3);
    assertThat(rig.time.sleeps().stream().map(Duration::toMillis))
        // The cap is the built-in 10 s.
        .containsExactly(
            1000L, 2000L, 4000L, 2000L, 4000L, 8000L, 10_000L, 10_000L, 100L, 200L, 400L);
    assertThat(rig.calls(Outcome.EXHAUSTED)).isEqualTo(1);
  }

  @Test
  void aRulesCurveGoesOnWhereItWasWhateverFailedBetween() throws Exception {
    rig.rules(RuleBuilder.of("read_timeout").with(PolicyKey.DELAY, Duration.ofMillis(10)));
    Script work =
        Script.fails(timedOut)
            .thenFails(broken)
            .thenFails(timedOut)
            .thenFails(broken)
            .thenReturns("done");
    assertThat(rig.retry().call(work)).isEqualTo("done");
    assertThat(rig.time.sleeps().stream().map(Duration::toMillis))
        .containsExactly(10L, 1000L, 20L, 2000L);
  }

  @Test
  void aRulesRetriesAreUsedUpHoweverManyThePolicyHas() {
    rig.with(PolicyKey.MAX_RETRIES, 10).rules(retries(1, "read_timeout"));
    Script work = Script.fails(timedOut);
    assertThat(reason(work)).isEqualTo("exhausted");
    assertThat(work.calls()).isEqualTo(2);
  }

  @Test
  void whatARuleDoesNotSetIsThePolicys() {
    rig.with(PolicyKey.MAX_RETRIES, 2).rules(RuleBuilder.of("read_timeout"));
    Script work = Script.fails(timedOut);
    assertThat(reason(work)).isEqualTo("exhausted");
    assertThat(rig.time.sleeps()).containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(2));
  }

  @Test
  void aDelayOfARuleLiftsTheBuiltInCapForItAlone() {
    rig.with(PolicyKey.MAX_RETRIES, 1)
        .rules(RuleBuilder.of("read_timeout").with(PolicyKey.DELAY, Duration.ofSeconds(30)));
    assertThat(reason(Script.fails(timedOut))).isEqualTo("exhausted");
    assertThat(rig.time.sleeps()).containsExactly(Duration.ofSeconds(30));
    assertThat(rig.policy().waits().longest(10, 0)).isEqualTo(Duration.ofSeconds(10).toNanos());
  }

  @Test
  void aRuleCanTakeRetriesAway() {
    rig.rules(RuleBuilder.of("connection_refused").notRetried());
    Script work = Script.fails(refused);
    assertThat(reason(work)).isEqualTo("permanent");
    assertThat(work.calls()).isEqualTo(1);
  }

  @Test
  void aRuleCanRetryWhatTheClassificationWouldNot() {
    rig.rules(retries(2, "http_401"));
    Script work = Script.fails(status(HttpStatus.UNAUTHORIZED));
    assertThat(reason(work)).isEqualTo("exhausted");
    assertThat(work.calls()).isEqualTo(3);
  }

  @Test
  void theFirstRuleThatMatchesDecides() {
    rig.rules(
        retries(1, "java.net.SocketTimeoutException"),
        retries(7, "read_timeout", "connection_refused"),
        RuleBuilder.of("java.io.IOException").notRetried());
    assertThat(calls(timedOut)).isEqualTo(2);
    assertThat(calls(refused)).isEqualTo(8);
    assertThat(calls(broken)).isEqualTo(1);
  }

  @Test
  void aRuleMatchesAClassAnywhereInTheChain() {
    rig.rules(retries(1, "java.net.ConnectException"));
    assertThat(calls(new IllegalStateException(new RuntimeException(refused)))).isEqualTo(2);
  }

  @Test
  void excludesWinOverRules() {
    rig.with(PolicyKey.EXCLUDES, List.of("java.net.ConnectException"))
        .rules(retries(5, "java.io.IOException"));
    assertThat(calls(refused)).isEqualTo(1);
    assertThat(calls(broken)).isEqualTo(6);
  }

  @Test
  void whereSomethingIsIncludedRulesDecideAmongIt() {
    rig.with(PolicyKey.INCLUDES, List.of("java.io.IOException"))
        .with(PolicyKey.MAX_RETRIES, 1)
        .rules(
            RuleBuilder.of("connection_refused").notRetried(),
            retries(4, "read_timeout", "programming"));
    assertThat(calls(refused)).isEqualTo(1);
    assertThat(calls(timedOut)).isEqualTo(5);
    assertThat(calls(broken)).isEqualTo(2);
    assertThat(calls(new IllegalArgumentException())).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"java.lang.Throwable", "java.lang.Exception"})
  void noRuleRetriesAnErrorOrAnInterruption(String type) {
    rig.rules(retries(5, type));
    assertThat(calls(new StackOverflowError())).isEqualTo(1);
    assertThat(calls(new ExecutionException(new StackOverflowError()))).isEqualTo(1);
    assertThat(calls(new InterruptedException())).isEqualTo(1);
    assertThat(calls(new ExecutionException(new InterruptedException()))).isEqualTo(1);
    assertThat(calls(broken)).isEqualTo(6);
    assertThat(rig.calls(Outcome.INTERRUPTED)).isEqualTo(2);
    assertThat(rig.calls(Outcome.PERMANENT)).isEqualTo(2);
  }

  @Test
  void aRuleDecidesOnErrorsAndInterruptionsThatAreIncluded() {
    rig.with(PolicyKey.INCLUDES, List.of("error", "interrupted"))
        .rules(retries(1, "error"), RuleBuilder.of("interrupted").notRetried());
    assertThat(calls(new StackOverflowError())).isEqualTo(2);
    assertThat(calls(new InterruptedException())).isEqualTo(1);
  }

  @Test
  void aRuleDoesNotMakeWorkIdempotent() {
    rig.with(PolicyKey.IDEMPOTENT, false).rules(retries(5, "read_timeout", "connection_refused"));
    Script work = Script.fails(timedOut);
    assertThat(reason(work)).isEqualTo("not_idempotent");
    assertThat(work.calls()).isEqualTo(1);
    assertThat(calls(refused)).isEqualTo(6);
  }

  @Test
  void theTimeoutBoundsTheRetriesOfAllRules() {
    rig.with(PolicyKey.TIMEOUT, Duration.ofSeconds(5))
        .rules(retries(-1, "read_timeout").with(PolicyKey.BACKOFF, BackoffKind.FIXED));
    Script work = Script.fails(broken).thenFails(timedOut);
    assertThat(reason(work)).isEqualTo("timeout");
    // Calls at 0, 1, 2, 3 and 4 s; the next wait would end with the timeout.
    assertThat(work.calls()).isEqualTo(5);
  }

  @Test
  void aRejectedValueIsNoRulesBusiness() throws Exception {
    rig.with(PolicyKey.MAX_RETRIES, 2).rules(retries(9, "java.lang.Throwable"));
    Script work = Script.returns("wait");
    assertThat(rig.retry("wait"::equals).call(work)).isEqualTo("wait");
    assertThat(work.calls()).isEqualTo(3);
  }

  @Test
  void theContextTellsThePolicysRetries() {
    rig.with(PolicyKey.MAX_RETRIES, 1).rules(retries(3, "io"));
    List<Integer> told = new ArrayList<>();
    Callable<Object> step =
        () -> {
          told.add(RetryContext.current().orElseThrow().maxRetries());
          throw broken;
        };
    assertThat(reason(new Script().then(step))).isEqualTo("exhausted");
    assertThat(told).containsExactly(1, 1, 1, 1);
  }

  private static RuleBuilder retries(int maxRetries, String... failures) {
    return RuleBuilder.of(failures).with(PolicyKey.MAX_RETRIES, maxRetries);
  }

  private static HttpClientErrorException status(HttpStatus status) {
    return HttpClientErrorException.create(
        status, "", new HttpHeaders(), new byte[0], StandardCharsets.UTF_8);
  }

  private static void fail(Script work, int times, Throwable failure) {
    for (int i = 0; i < times; i++) {
      work.thenFails(failure);
    }
  }

  private int calls(Throwable failure) {
    Script work = Script.fails(failure);
    assertThat(catchThrowable(() -> rig.retry().call(work))).isSameAs(failure);
    return work.calls();
  }

  /** Why the call was given up, as the marker tells. */
  private String reason(Script work) {
    Throwable thrown = catchThrowable(() -> rig.retry().call(work));
    return RetryInfo.of(thrown).orElseThrow().reason();
  }
}
