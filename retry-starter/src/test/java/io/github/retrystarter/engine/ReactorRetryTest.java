package io.github.retrystarter.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.retrystarter.AttemptTimeoutException;
import io.github.retrystarter.ReactiveRetry;
import io.github.retrystarter.Retry;
import io.github.retrystarter.RetryContext;
import io.github.retrystarter.RetryInfo;
import io.github.retrystarter.event.Outcome;
import io.github.retrystarter.policy.PolicyKey;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;

/** Calls whose attempts are subscriptions. */
class ReactorRetryTest {

  private final Rig rig = new Rig().with(PolicyKey.MAX_RETRIES, 3);
  private final IOException broken = new IOException("broken");
  private final AtomicInteger subscriptions = new AtomicInteger();

  private Mono<String> mono(Callable<Object> work) {
    return ReactiveRetry.mono(
        rig.retry(),
        Mono.<String>defer(
            () -> {
              subscriptions.incrementAndGet();
              try {
                return Mono.just((String) work.call());
              } catch (Exception failure) {
                return Mono.error(failure);
              }
            }));
  }

  @Test
  void aSuccessIsASuccess() {
    assertThat(mono(Script.returns("good")).block()).isEqualTo("good");
    assertThat(rig.calls(Outcome.SUCCESS)).isEqualTo(1);
    assertThat(rig.calls()).isEqualTo(1);
    assertThat(rig.time.sleeps()).isEmpty();
  }

  @Test
  void anEmptyOneToo() {
    assertThat(ReactiveRetry.mono(rig.retry(), Mono.empty()).block()).isNull();
    assertThat(rig.calls(Outcome.SUCCESS)).isEqualTo(1);
  }

  @Test
  void aFailureIsRetriedAfterTheWait() {
    rig.time.hurry();
    assertThat(mono(Script.fails(broken).thenFails(broken).thenReturns("good")).block())
        .isEqualTo("good");
    assertThat(rig.time.sleeps()).containsExactly(Duration.ofSeconds(1), Duration.ofSeconds(2));
    assertThat(rig.calls(Outcome.SUCCESS_AFTER_RETRY)).isEqualTo(1);
    assertThat(subscriptions).hasValue(3);
  }

  @Test
  void theLastFailureIsTheCallers() {
    rig.time.hurry();
    List<Throwable> seen = new ArrayList<>();
    mono(Script.fails(broken)).doOnError(seen::add).onErrorComplete().block();
    assertThat(seen).containsExactly(broken);
    assertThat(RetryInfo.of(broken).orElseThrow().reason()).isEqualTo("exhausted");
    assertThat(subscriptions).hasValue(4);
    assertThat(rig.calls(Outcome.EXHAUSTED)).isEqualTo(1);
    assertThat(rig.calls()).isEqualTo(1);
  }

  @Test
  void eachSubscriptionIsACallOfItsOwn() {
    rig.time.hurry();
    Mono<String> call = mono(Script.fails(broken).thenReturns("good"));
    assertThat(call.block()).isEqualTo("good");
    assertThat(call.block()).isEqualTo("good");
    assertThat(rig.calls(Outcome.SUCCESS_AFTER_RETRY)).isEqualTo(1);
    assertThat(rig.calls(Outcome.SUCCESS)).isEqualTo(1);
  }

  @Test
  void nothingIsCalledWithoutASubscription() {
    Mono<String> unused = mono(Script.returns("good"));
    assertThat(subscriptions).hasValue(0);
    assertThat(rig.calls()).isZero();
  }

  @Test
  void aRejectedValueIsAskedForAgainAndTheLastOneIsTheAnswer() {
    rig.time.hurry();
    Retry retry = rig.retry("no"::equals);
    assertThat(ReactiveRetry.mono(retry, Mono.just("no")).block()).isEqualTo("no");
    assertThat(rig.calls(Outcome.EXHAUSTED)).isEqualTo(1);
    assertThat(rig.time.sleeps()).hasSize(3);
  }

  @Test
  void anEmptyResultCanBeRejectedToo() {
    rig.time.hurry();
    Retry retry = rig.retry(value -> value == null);
    assertThat(ReactiveRetry.mono(retry, Mono.empty()).block()).isNull();
    assertThat(rig.calls(Outcome.EXHAUSTED)).isEqualTo(1);
  }

  @Test
  void cancellingDuringAnAttemptCancelsIt() {
    TestPublisher<String> source = TestPublisher.create();
    Disposable call = ReactiveRetry.mono(rig.retry(), source.mono()).subscribe();
    source.assertSubscribers(1);
    call.dispose();
    source.assertCancelled();
    assertThat(rig.calls(Outcome.CANCELLED)).isEqualTo(1);
    assertThat(rig.calls()).isEqualTo(1);
    assertThat(rig.time.alarms()).isZero();
  }

  @Test
  void cancellingDuringAWaitForgetsIt() {
    Disposable call = mono(Script.fails(broken)).subscribe();
    assertThat(rig.time.alarms()).isEqualTo(1);
    call.dispose();
    assertThat(rig.time.alarms()).isZero();
    assertThat(rig.calls(Outcome.CANCELLED)).isEqualTo(1);
    assertThat(subscriptions).hasValue(1);
  }

  @Test
  void anAttemptThatTakesTooLongIsCancelledAndRetried() {
    rig.with(PolicyKey.ATTEMPT_TIMEOUT, Duration.ofSeconds(5));
    TestPublisher<String> source = TestPublisher.create();
    List<String> values = new ArrayList<>();
    Disposable unused = ReactiveRetry.mono(rig.retry(), source.mono()).subscribe(values::add);
    rig.time.advance(Duration.ofSeconds(5));
    source.assertCancelled(1);
    rig.time.advance(Duration.ofSeconds(1));
    source.emit("good");
    assertThat(values).containsExactly("good");
    assertThat(rig.time.alarms()).isZero();
    assertThat(rig.calls(Outcome.SUCCESS_AFTER_RETRY)).isEqualTo(1);
  }

  @Test
  void theTimeoutEndsTheCall() {
    rig.with(PolicyKey.TIMEOUT, Duration.ofSeconds(5));
    List<Throwable> failures = new ArrayList<>();
    Disposable unused =
        ReactiveRetry.mono(rig.retry(), Mono.never()).subscribe(value -> {}, failures::add);
    rig.time.advance(Duration.ofSeconds(5));
    assertThat(failures).singleElement().isInstanceOf(AttemptTimeoutException.class);
    assertThat(rig.calls(Outcome.TIMEOUT)).isEqualTo(1);
  }

  @Test
  void closingEndsTheWait() {
    List<Throwable> failures = new ArrayList<>();
    Disposable unused = mono(Script.fails(broken)).subscribe(value -> {}, failures::add);
    rig.time.close();
    assertThat(failures).containsExactly(broken);
    assertThat(rig.calls(Outcome.SHUTDOWN)).isEqualTo(1);
  }

  @Test
  void aFluxIsRetriedBeforeItsFirstElement() {
    rig.time.hurry();
    AtomicInteger attempts = new AtomicInteger();
    Flux<Integer> flux =
        ReactiveRetry.flux(
            rig.retry(),
            Flux.defer(
                () -> attempts.incrementAndGet() < 3 ? Flux.error(broken) : Flux.just(1, 2, 3)));
    StepVerifier.create(flux).expectNext(1, 2, 3).verifyComplete();
    assertThat(rig.calls(Outcome.SUCCESS_AFTER_RETRY)).isEqualTo(1);
  }

  @Test
  void butNotOnceAnElementHasGoneOut() {
    rig.time.hurry();
    Flux<Integer> flux =
        ReactiveRetry.flux(rig.retry(), Flux.concat(Flux.just(1), Flux.error(broken)));
    StepVerifier.create(flux)
        .expectNext(1)
        .verifyErrorSatisfies(failure -> assertThat(failure).isSameAs(broken));
    assertThat(rig.calls(Outcome.PERMANENT)).isEqualTo(1);
    assertThat(rig.time.sleeps()).isEmpty();
  }

  @Test
  void demandIsKeptFromAttemptToAttempt() {
    rig.time.hurry();
    List<Long> requested = new ArrayList<>();
    AtomicInteger attempts = new AtomicInteger();
    Flux<Integer> flux =
        ReactiveRetry.flux(
            rig.retry(),
            Flux.defer(
                () ->
                    (attempts.incrementAndGet() == 1
                            ? Flux.<Integer>error(broken)
                            : Flux.range(1, 10))
                        .doOnRequest(requested::add)));
    StepVerifier.create(flux, 2)
        .expectNext(1, 2)
        .thenRequest(3)
        .expectNext(3, 4, 5)
        .thenCancel()
        .verify();
    assertThat(requested).containsExactly(2L, 2L, 3L);
  }

  @Test
  void noLimitOfTimeHoldsAfterTheFirstElement() {
    rig.with(PolicyKey.ATTEMPT_TIMEOUT, Duration.ofSeconds(5));
    Sinks.Many<Integer> sink = Sinks.many().unicast().onBackpressureBuffer();
    List<Integer> values = new ArrayList<>();
    Disposable unused = ReactiveRetry.flux(rig.retry(), sink.asFlux()).subscribe(values::add);
    sink.tryEmitNext(1).orThrow();
    rig.time.advance(Duration.ofSeconds(60));
    sink.tryEmitNext(2).orThrow();
    sink.tryEmitComplete().orThrow();
    assertThat(values).containsExactly(1, 2);
    assertThat(rig.calls(Outcome.SUCCESS)).isEqualTo(1);
  }

  @Test
  void eachAttemptKnowsItsCall() {
    rig.time.hurry();
    List<Integer> attempts = new ArrayList<>();
    ReactiveRetry.mono(
            rig.retry(),
            Mono.defer(
                () -> {
                  attempts.add(RetryContext.current().orElseThrow().attempt());
                  return Mono.error(broken);
                }))
        .onErrorComplete()
        .block();
    assertThat(attempts).containsExactly(1, 2, 3, 4);
    assertThat(RetryContext.current()).isEmpty();
  }

  @Test
  void innerCallsAreNotMultipliedWhateverThreadTheyRunIn() {
    Rig real = new Rig().on(new io.github.retrystarter.time.SystemTime());
    Rig inner = new Rig().on(new io.github.retrystarter.time.SystemTime());
    for (Rig each : List.of(real, inner)) {
      each.with(PolicyKey.MAX_RETRIES, 3).with(PolicyKey.DELAY, Duration.ZERO);
    }
    Mono<Object> call =
        ReactiveRetry.mono(
            real.retry(),
            Mono.delay(Duration.ofMillis(1))
                .flatMap(
                    tick ->
                        ReactiveRetry.mono(
                            inner.retry(),
                            Mono.defer(
                                () -> {
                                  subscriptions.incrementAndGet();
                                  return Mono.error(broken);
                                }))));
    assertThatThrownBy(call::block).hasCause(broken);
    assertThat(subscriptions).hasValue(4);
    assertThat(real.calls(Outcome.NESTED)).isEqualTo(1);
  }

  @Test
  void tenThousandRetriesNeedNoStack() {
    Rig real = new Rig().on(new io.github.retrystarter.time.SystemTime());
    real.with(PolicyKey.MAX_RETRIES, 10_000).with(PolicyKey.DELAY, Duration.ZERO);
    assertThatThrownBy(() -> ReactiveRetry.mono(real.retry(), Mono.error(broken)).block())
        .hasCause(broken);
    assertThat(real.counts().attempts()).isEqualTo(10_001);
  }
}
