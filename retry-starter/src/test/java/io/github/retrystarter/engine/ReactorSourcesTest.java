package io.github.retrystarter.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.retrystarter.AttemptTimeoutException;
import io.github.retrystarter.ReactiveRetry;
import io.github.retrystarter.RetryContext;
import io.github.retrystarter.RetryInfo;
import io.github.retrystarter.breaker.Breaker;
import io.github.retrystarter.event.Outcome;
import io.github.retrystarter.policy.PolicyKey;
import io.github.retrystarter.policy.TestPolicy;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.publisher.TestPublisher;
import reactor.util.context.Context;

/**
 * What the sources of attempts do, and when: while they are subscribed to, too late, for ever, at a
 * breaker.
 */
class ReactorSourcesTest {

  private final Rig rig = new Rig().with(PolicyKey.MAX_RETRIES, 3);
  private final IOException broken = new IOException("broken");
  private final Breaker breaker =
      new Breaker("shop", Numbers.of(1), rig.time::nanos, (changed, from, to) -> {});

  private void halfOpen() {
    breaker.leave(Objects.requireNonNull(breaker.enter()), true, 0);
    rig.time.advance(Duration.ofSeconds(30));
  }

  @Test
  void workThatBlocksItsSubscriberIsInterruptedWhenItsTimeIsUp() {
    rig.time.hurry();
    rig.with(PolicyKey.ATTEMPT_TIMEOUT, Duration.ofSeconds(5));
    List<Throwable> lost = new ArrayList<>();
    AtomicInteger attempts = new AtomicInteger();
    Mono<String> blocking =
        Mono.fromCallable(
            () -> {
              if (attempts.incrementAndGet() > 1) {
                return "good";
              }
              rig.time.advance(Duration.ofSeconds(5));
              try {
                boolean unused = new CountDownLatch(1).await(60, TimeUnit.SECONDS);
                return "slow";
              } catch (InterruptedException interrupted) {
                lost.add(interrupted);
                throw interrupted;
              }
            });
    List<Boolean> interrupted = new ArrayList<>();
    Mono<String> call =
        ReactiveRetry.mono(rig.retry(), blocking)
            .doOnNext(value -> interrupted.add(Thread.currentThread().isInterrupted()));
    assertThat(call.block()).isEqualTo("good");
    assertThat(interrupted).containsExactly(false);
    assertThat(lost).singleElement().isInstanceOf(InterruptedException.class);
    assertThat(rig.calls(Outcome.SUCCESS_AFTER_RETRY)).isEqualTo(1);
    assertThat(rig.counts().attempts()).isEqualTo(2);
    assertThat(rig.time.alarms()).isZero();
  }

  /** As with a blocking method: the work was done. */
  @Test
  void aValueThatComesLateAllTheSameIsASuccess() {
    rig.with(PolicyKey.ATTEMPT_TIMEOUT, Duration.ofSeconds(5));
    Mono<String> deaf =
        Mono.fromCallable(
            () -> {
              rig.time.advance(Duration.ofSeconds(5));
              return "late";
            });
    assertThat(ReactiveRetry.mono(rig.retry(), deaf).block()).isEqualTo("late");
    Mono<Void> empty = Mono.fromRunnable(() -> rig.time.advance(Duration.ofSeconds(5)));
    assertThat(ReactiveRetry.mono(rig.retry(), empty).block()).isNull();
    assertThat(rig.calls(Outcome.SUCCESS)).isEqualTo(2);
    assertThat(rig.counts().attempts()).isEqualTo(2);
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
    assertThat(rig.time.alarms()).isZero();
  }

  @Test
  void whereItWasStuckIsShown() {
    rig.with(PolicyKey.TIMEOUT, Duration.ofSeconds(5));
    InterruptedException stuck = new InterruptedException("stuck");
    Mono<String> call =
        ReactiveRetry.mono(
            rig.retry(),
            Mono.fromCallable(
                () -> {
                  rig.time.advance(Duration.ofSeconds(5));
                  throw stuck;
                }));
    List<Throwable> seen = new ArrayList<>();
    call.doOnError(seen::add).onErrorComplete().block();
    assertThat(seen)
        .singleElement()
        .isInstanceOf(AttemptTimeoutException.class)
        .satisfies(cut -> assertThat(cut.getSuppressed()).contains(stuck));
    assertThat(rig.calls(Outcome.TIMEOUT)).isEqualTo(1);
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  @Test
  void whoeverGetsTheElementsIsOutOfTheCallAndItsSourceIsInIt() {
    List<Boolean> inside = new ArrayList<>();
    List<Boolean> outside = new ArrayList<>();
    Flux<Integer> source =
        Flux.<Integer, Integer>generate(
            () -> 1,
            (next, sink) -> {
              inside.add(RetryContext.current().isPresent());
              if (next > 3) {
                sink.complete();
              } else {
                sink.next(next);
              }
              return next + 1;
            });
    List<Integer> values =
        ReactiveRetry.flux(rig.retry(), source)
            .doOnNext(value -> outside.add(RetryContext.current().isPresent()))
            .doOnComplete(() -> outside.add(RetryContext.current().isPresent()))
            .collectList()
            .block();
    assertThat(values).containsExactly(1, 2, 3);
    assertThat(inside).containsExactly(true, true, true, true);
    assertThat(outside).containsExactly(false, false, false, false);
  }

  @Test
  void whatItsReaderCallsIsNoPartOfIt() {
    rig.time.hurry();
    Rig reader = new Rig().with(PolicyKey.MAX_RETRIES, 1);
    reader.time.hurry();
    Mono<Object> call =
        ReactiveRetry.mono(rig.retry(), Mono.just("good"))
            .map(
                value -> {
                  try {
                    return reader.retry().call(Script.fails(broken));
                  } catch (Exception failure) {
                    throw new IllegalStateException(failure);
                  }
                });
    assertThatThrownBy(call::block).hasRootCause(broken);
    assertThat(RetryInfo.of(broken).orElseThrow().reason()).isEqualTo("exhausted");
    assertThat(reader.counts().attempts()).isEqualTo(2);
    assertThat(rig.calls(Outcome.SUCCESS)).isEqualTo(1);
  }

  @Test
  void aFluxThatIsTheTrialOfABreakerIsDoneWithItAtItsFirstElement() {
    halfOpen();
    TestPublisher<String> endless = TestPublisher.create();
    Disposable unused =
        ReactiveRetry.flux(rig.retry(new TestPolicy().breaker(breaker)), endless.flux())
            .subscribe();
    assertThat(breaker.state()).isEqualTo("half_open");
    assertThat(breaker.tryEnter()).isNull();
    endless.next("first");
    assertThat(breaker.state()).isEqualTo("closed");
    endless.complete();
    assertThat(breaker.state()).isEqualTo("closed");
    assertThat(rig.calls(Outcome.SUCCESS)).isEqualTo(1);
  }

  /** As one that another call tries for a very long time. */
  @Test
  void waitingForAHalfOpenBreakerNeedsNoStack() {
    halfOpen();
    Object trial = Objects.requireNonNull(breaker.tryEnter());
    List<String> values = new ArrayList<>();
    Disposable unused =
        ReactiveRetry.mono(
                rig.retry(
                    new TestPolicy().breaker(breaker).awaitsCircuit().timeout(Duration.ofHours(1))),
                Mono.just("good"))
            .subscribe(values::add);
    for (int i = 0; i < 20_000; i++) {
      rig.time.advance(Duration.ofMillis(100));
    }
    assertThat(values).isEmpty();
    assertThat(rig.time.alarms()).isEqualTo(1);
    breaker.leave(trial, false, 0);
    rig.time.advance(Duration.ofMillis(100));
    assertThat(values).containsExactly("good");
    assertThat(rig.time.alarms()).isZero();
  }

  @Test
  void aFirstAttemptAfterAWaitHasWhatTheCallersThreadHad() {
    List<String> seen = new ArrayList<>();
    ThreadLocal<@Nullable String> user = new ThreadLocal<>();
    rig.context =
        () -> {
          String captured = user.get();
          return () -> {
            user.set(captured);
            return user::remove;
          };
        };
    breaker.leave(Objects.requireNonNull(breaker.enter()), true, 0);
    user.set("Ada");
    Disposable unused =
        ReactiveRetry.mono(
                rig.retry(new TestPolicy().breaker(breaker).awaitsCircuit()),
                Mono.fromSupplier(() -> seen.add(String.valueOf(user.get()))))
            .subscribe();
    user.remove();
    assertThat(seen).isEmpty();
    rig.time.advance(Duration.ofSeconds(30));
    assertThat(seen).containsExactly("Ada");
    assertThat(user.get()).isNull();
  }

  /** Of types that are no Mono, such as RxJava's. */
  @Test
  void theSourceOfASingleValueIsCancelledAfterIt() {
    TestPublisher<String> source = TestPublisher.create();
    List<Object> values = new ArrayList<>();
    Disposable unused =
        Mono.from(ReactorRetry.publisher(rig.site(null), from(source), "subject", true))
            .subscribe(values::add);
    source.next("first");
    assertThat(values).containsExactly("first");
    source.assertCancelled();
  }

  private static Attempts<String> from(Publisher<?> source) {
    return from(source, null);
  }

  private static Attempts<String> from(Publisher<?> source, @Nullable Publisher<?> fallback) {
    return new Attempts<>() {
      @Override
      public Object first(String subject) {
        return source;
      }

      @Override
      public Object again(String subject) {
        return source;
      }

      @Override
      public @Nullable Answer fallback(String subject, Throwable failure) {
        return fallback == null ? null : () -> fallback;
      }
    };
  }

  @Test
  void whatComesTooLateIsDroppedAsReactorDoes() {
    rig.with(PolicyKey.ATTEMPT_TIMEOUT, Duration.ofSeconds(5));
    TestPublisher<String> late =
        TestPublisher.createNoncompliant(TestPublisher.Violation.CLEANUP_ON_TERMINATE);
    List<Object> dropped = new ArrayList<>();
    Consumer<Object> drop = dropped::add;
    List<String> values = new ArrayList<>();
    AtomicInteger attempts = new AtomicInteger();
    Disposable unused =
        ReactiveRetry.flux(
                rig.retry(),
                Flux.defer(() -> attempts.incrementAndGet() == 1 ? late : Flux.just("good")))
            .contextWrite(
                Context.of(
                    "reactor.onErrorDropped.local", drop, "reactor.onNextDropped.local", drop))
            .subscribe(values::add);
    rig.time.advance(Duration.ofSeconds(6));
    assertThat(values).containsExactly("good");
    late.next("late");
    late.error(broken);
    assertThat(dropped).containsExactly("late", broken);
    assertThat(values).containsExactly("good");
    assertThat(rig.calls(Outcome.SUCCESS_AFTER_RETRY)).isEqualTo(1);
  }

  @Test
  void aSubscriberThatWantsNothingGetsNoAttempt() {
    AtomicInteger attempts = new AtomicInteger();
    Flux<Integer> source = Flux.defer(() -> Flux.just(attempts.incrementAndGet()));
    assertThat(ReactiveRetry.flux(rig.retry(), source).take(0).collectList().block()).isEmpty();
    ReactiveRetry.flux(rig.retry(), source)
        .subscribe(
            new reactor.core.publisher.BaseSubscriber<>() {
              @Override
              protected void hookOnSubscribe(org.reactivestreams.Subscription subscription) {
                subscription.cancel();
              }
            });
    assertThat(attempts).hasValue(0);
    assertThat(rig.calls(Outcome.CANCELLED)).isEqualTo(1);
    assertThat(rig.counts().attempts()).isZero();
  }

  @Test
  void aCancelledAttemptLetsNothingOutAnyMore() {
    TestPublisher<String> source =
        TestPublisher.createNoncompliant(TestPublisher.Violation.CLEANUP_ON_TERMINATE);
    List<String> values = new ArrayList<>();
    ReactiveRetry.flux(rig.retry(), source.flux()).subscribe(values::add).dispose();
    source.next("late");
    assertThat(values).isEmpty();
    assertThat(rig.calls(Outcome.CANCELLED)).isEqualTo(1);
  }

  @Test
  void whoHasHadElementsAndCancelsHasSucceeded() {
    TestPublisher<String> source = TestPublisher.create();
    Disposable call = ReactiveRetry.flux(rig.retry(), source.flux()).subscribe();
    source.next("first");
    call.dispose();
    source.assertCancelled();
    assertThat(rig.calls(Outcome.SUCCESS)).isEqualTo(1);
    assertThat(rig.calls()).isEqualTo(1);
  }

  @Test
  void aFallbackThatIsCancelledHasFailed() {
    rig.with(PolicyKey.MAX_RETRIES, 0);
    TestPublisher<String> fallback = TestPublisher.create();
    Disposable call =
        Mono.from(
                ReactorRetry.publisher(
                    rig.site(null), from(Mono.error(broken), fallback.mono()), "subject", true))
            .subscribe();
    call.dispose();
    fallback.assertCancelled();
    assertThat(rig.counts().fallbackCount(false)).isEqualTo(1);
    assertThat(rig.counts().fallbackCount(true)).isZero();
    assertThat(rig.calls(Outcome.EXHAUSTED)).isEqualTo(1);
  }

  /** Against the rules, so that only the call itself can see to its end. */
  private static final class Unstoppable implements Publisher<String> {
    private final IllegalStateException refusal = new IllegalStateException("not now");
    private Runnable whileSubscribedTo = () -> {};
    private @Nullable Subscriber<? super String> subscriber;

    @Override
    public void subscribe(Subscriber<? super String> actual) {
      subscriber = actual;
      actual.onSubscribe(
          new Subscription() {
            @Override
            public void request(long elements) {}

            @Override
            public void cancel() {
              throw refusal;
            }
          });
      whileSubscribedTo.run();
    }
  }

  private final List<Object> dropped = new ArrayList<>();
  private final List<Object> seen = new ArrayList<>();

  private Disposable subscribe(Publisher<?> source, boolean single) {
    rig.with(PolicyKey.MAX_RETRIES, 0);
    Consumer<Object> drop = dropped::add;
    return Flux.from(ReactorRetry.publisher(rig.site(null), from(source), "subject", single))
        .contextWrite(Context.of("reactor.onErrorDropped.local", drop))
        .subscribe(seen::add, seen::add, () -> seen.add("completed"));
  }

  @Test
  void aSourceThatThrowsWhereItsTimeIsUpHoldsUpNoCall() {
    rig.with(PolicyKey.ATTEMPT_TIMEOUT, Duration.ofSeconds(5));
    Unstoppable source = new Unstoppable();
    Disposable unused = subscribe(source, false);
    rig.time.advance(Duration.ofSeconds(6));
    assertThat(seen).singleElement().isInstanceOf(AttemptTimeoutException.class);
    assertThat(dropped).containsExactly(source.refusal);
    assertThat(rig.calls(Outcome.EXHAUSTED)).isEqualTo(1);
  }

  @Test
  void aSourceThatThrowsWhereItsSubscriberIsCutLeavesNoCallBehind() {
    rig.with(PolicyKey.ATTEMPT_TIMEOUT, Duration.ofSeconds(5));
    Unstoppable source = new Unstoppable();
    source.whileSubscribedTo = () -> rig.time.advance(Duration.ofSeconds(6));
    Disposable unused = subscribe(source, false);
    assertThat(seen).singleElement().isInstanceOf(AttemptTimeoutException.class);
    assertThat(dropped).containsExactly(source.refusal);
    assertThat(RetryContext.current()).isEmpty();
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  @Test
  void aSourceThatThrowsWhereItsOneValueIsEnoughHoldsUpNoCall() {
    Unstoppable source = new Unstoppable();
    Disposable unused = subscribe(source, true);
    Objects.requireNonNull(source.subscriber).onNext("good");
    assertThat(seen).containsExactly("good", "completed");
    assertThat(dropped).containsExactly(source.refusal);
    assertThat(rig.calls(Outcome.SUCCESS)).isEqualTo(1);
  }

  @Test
  void aSourceThatThrowsWhereItsCallerCancelsWasCancelled() {
    Unstoppable source = new Unstoppable();
    subscribe(source, false).dispose();
    assertThat(dropped).containsExactly(source.refusal);
    assertThat(rig.calls(Outcome.CANCELLED)).isEqualTo(1);
    assertThat(rig.calls()).isEqualTo(1);
  }
}
