package io.github.retrystarter.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.retrystarter.ReactiveRetry;
import io.github.retrystarter.event.Outcome;
import io.github.retrystarter.policy.AfterElements;
import io.github.retrystarter.policy.PolicyKey;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

/** A Flux that fails after elements have gone out, where the policy has it retried. */
class AfterElementsTest {

  private final Rig rig =
      new Rig().with(PolicyKey.MAX_RETRIES, 3).with(PolicyKey.AFTER_ELEMENTS, AfterElements.RETRY);
  private final IOException broken = new IOException("broken");
  private final AtomicInteger subscriptions = new AtomicInteger();

  AfterElementsTest() {
    rig.time.hurry();
  }

  /** Of the elements 1, 2, 3 these many, then the failure; all of them from this attempt on. */
  private Flux<Integer> elements(int before, int goodFrom) {
    return ReactiveRetry.flux(
        rig.retry(),
        Flux.defer(
            () ->
                subscriptions.incrementAndGet() < goodFrom
                    ? Flux.range(1, before).concatWith(Flux.error(broken))
                    : Flux.range(1, 3)));
  }

  @Test
  void isSubscribedToAgainAndItsElementsComeTwice() {
    StepVerifier.create(elements(2, 2)).expectNext(1, 2, 1, 2, 3).verifyComplete();
    assertThat(subscriptions).hasValue(2);
    assertThat(rig.time.sleeps()).containsExactly(Duration.ofSeconds(1));
    assertThat(rig.calls(Outcome.SUCCESS_AFTER_RETRY)).isEqualTo(1);
    assertThat(rig.calls()).isEqualTo(1);
  }

  @Test
  void eachAttemptCountsWhetherElementsHaveGoneOutOrNot() {
    StepVerifier.create(elements(1, 100))
        .expectNext(1, 1, 1, 1)
        .verifyErrorSatisfies(failure -> assertThat(failure).isSameAs(broken));
    assertThat(subscriptions).hasValue(4);
    assertThat(rig.calls(Outcome.EXHAUSTED)).isEqualTo(1);
    assertThat(rig.calls()).isEqualTo(1);
  }

  @Test
  void whatDoesNotHealIsPassedOnAllTheSame() {
    IllegalArgumentException bug = new IllegalArgumentException("bug");
    Flux<Integer> flux = ReactiveRetry.flux(rig.retry(), Flux.just(1).concatWith(Flux.error(bug)));
    StepVerifier.create(flux)
        .expectNext(1)
        .verifyErrorSatisfies(failure -> assertThat(failure).isSameAs(bug));
    assertThat(rig.calls(Outcome.PERMANENT)).isEqualTo(1);
  }

  @Test
  void demandThatIsLeftGoesToTheNextAttempt() {
    List<Long> requested = new ArrayList<>();
    Flux<Integer> flux =
        ReactiveRetry.flux(
            rig.retry(),
            Flux.defer(
                () ->
                    (subscriptions.incrementAndGet() == 1
                            ? Flux.range(1, 2).concatWith(Flux.error(broken))
                            : Flux.range(1, 3))
                        .doOnRequest(requested::add)));
    StepVerifier.create(flux, 3)
        .expectNext(1, 2, 1)
        .thenRequest(2)
        .expectNext(2, 3)
        .verifyComplete();
    assertThat(requested).containsExactly(3L, 1L, 2L);
  }

  @Test
  void theTimeoutOfTheCallEndsItsRetries() {
    rig.with(PolicyKey.TIMEOUT, Duration.ofSeconds(2));
    StepVerifier.create(elements(1, 100)).expectNext(1, 1).verifyErrorMessage("broken");
    assertThat(rig.calls(Outcome.TIMEOUT)).isEqualTo(1);
  }
}
