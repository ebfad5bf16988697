package io.github.retrystarter.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.github.retrystarter.Failure;
import io.github.retrystarter.FailureClassifier;
import io.github.retrystarter.RetryEvent;
import io.github.retrystarter.RetryListener;
import io.github.retrystarter.breaker.Breaker;
import io.github.retrystarter.budget.BudgetSettings;
import io.github.retrystarter.budget.RetryBudget;
import io.github.retrystarter.event.CallStats;
import io.github.retrystarter.event.Outcome;
import io.github.retrystarter.policy.TestPolicy;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A half-open breaker lets one call through. However that one ends, the breaker is not stuck: it
 * has judged, or its place is free again; and every token that was not used is back.
 */
class PermitsReturnTest {

  private final Rig rig = new Rig();
  private final Breaker breaker =
      new Breaker("shop", Numbers.of(2), rig.time::nanos, (name, from, to) -> {});
  private final RetryBudget budget = new RetryBudget("test", BudgetSettings.DEFAULT);
  private final TestPolicy policy = new TestPolicy().breaker(breaker).budget(budget);

  @AfterEach
  void clearInterrupt() {
    boolean unused = Thread.interrupted();
  }

  static Stream<Arguments> endings() {
    return Stream.of(
        ending("a value", "closed", test -> test.call(Script.returns("well"))),
        ending("an exception", "open", test -> test.call(Script.fails(new IOException()))),
        ending("an error", "open", test -> test.call(Script.fails(new StackOverflowError()))),
        ending(
            "an error for want of memory",
            "open",
            test -> test.call(Script.fails(new OutOfMemoryError()))),
        ending(
            "a failure that says nothing",
            "half_open",
            test -> test.call(Script.fails(new IllegalArgumentException()))),
        ending(
            "an interruption",
            "half_open",
            test -> test.call(Script.fails(new InterruptedException()))),
        ending(
            "a cancellation",
            "half_open",
            test -> test.call(Script.fails(new CancellationException()))),
        ending(
            "the thread's interrupt flag",
            "closed",
            test ->
                test.call(
                    new Script()
                        .then(
                            () -> {
                              Thread.currentThread().interrupt();
                              return "well";
                            }))),
        ending(
            "an attempt that is cut",
            "open",
            test -> {
              test.policy.attemptTimeout(Duration.ofSeconds(1));
              test.call(
                  new Script()
                      .then(
                          () -> {
                            test.rig.time.advance(Duration.ofSeconds(2));
                            throw new IOException();
                          }));
            }),
        ending(
            "an attempt that is cut by the call's timeout",
            "open",
            test -> {
              test.policy.timeout(Duration.ofSeconds(1));
              test.call(
                  new Script()
                      .then(
                          () -> {
                            test.rig.time.advance(Duration.ofSeconds(2));
                            throw new IOException();
                          }));
            }),
        ending(
            "a classifier that throws",
            "open",
            test -> {
              test.rig.classifiers.add(
                  failure -> {
                    throw new IllegalStateException("classifier");
                  });
              test.call(Script.fails(new IOException()));
            }),
        ending(
            "a classifier that breaks the whole machine",
            "open",
            test -> {
              test.rig.classifiers.add(new Breaking());
              test.call(Script.fails(new IOException()));
            }),
        ending(
            "a predicate that throws",
            "closed",
            test ->
                test.call(
                    Script.returns("well"),
                    value -> {
                      throw new IllegalStateException("predicate");
                    })),
        ending(
            "a value that is rejected",
            "closed",
            test -> test.call(Script.returns("no"), "no"::equals)),
        ending(
            "an exception whose own methods throw",
            "open",
            test ->
                test.call(
                    Script.fails(
                        new IOException() {
                          private static final long serialVersionUID = 1L;

                          @Override
                          public synchronized Throwable getCause() {
                            throw new IllegalStateException("cause");
                          }

                          @Override
                          public String getMessage() {
                            throw new IllegalStateException("message");
                          }
                        }))),
        ending(
            "a random source that throws",
            "open",
            test -> {
              test.rig.random(
                  () -> {
                    throw new IllegalStateException("random");
                  });
              test.call(Script.fails(new IOException()));
            }),
        ending(
            "a listener that throws",
            "open",
            test -> {
              test.rig.listeners.add(new ThrowingListener());
              test.call(Script.fails(new IOException()));
            }),
        ending(
            "an application that closes meanwhile",
            "open",
            test ->
                test.call(
                    new Script()
                        .then(
                            () -> {
                              test.rig.time.close();
                              throw new IOException();
                            }))),
        ending(
            "a transaction that is lost",
            "open",
            test -> {
              test.rig.transactionLost = true;
              test.call(Script.fails(new IOException()));
            }),
        ending(
            "a fallback that answers",
            "open",
            test -> test.call(Script.fails(new IOException()), () -> "instead")),
        ending(
            "a fallback that throws",
            "open",
            test ->
                test.call(
                    Script.fails(new IOException()),
                    () -> {
                      throw new IllegalStateException("fallback");
                    })),
        ending(
            "an operator who closes the breaker meanwhile",
            "closed",
            test ->
                test.call(
                    new Script()
                        .then(
                            () -> {
                              test.breaker.close();
                              throw new IOException();
                            })
                        .thenReturns("well"))),
        ending(
            "an inner call that met another open breaker",
            "open",
            test -> {
              Breaker other =
                  new Breaker("other", Numbers.of(2), test.rig.time::nanos, (name, from, to) -> {});
              other.forceOpen();
              Rig inner = new Rig();
              test.call(
                  new Script()
                      .then(
                          () ->
                              inner
                                  .retry(new TestPolicy().breaker(other))
                                  .call(Script.returns("never"))));
            }));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("endings")
  void theBreakerGoesOnAfter(String what, String state, Consumer<PermitsReturnTest> ending) {
    halfOpen();
    ending.accept(this);
    assertThat(breaker.state()).as(what).isEqualTo(state);
    rig.time.advance(Duration.ofSeconds(30));
    assertThat(breaker.enter()).as(what).isNotNull();
  }

  /**
   * The first attempt only: the retries that a closed breaker lets through are other rows' work.
   */
  @ParameterizedTest(name = "{0}")
  @MethodSource("endings")
  void noTokenIsLostWhereNoRetryWasMade(
      String what, String state, Consumer<PermitsReturnTest> ending) {
    halfOpen();
    policy.maxRetries(0);
    ending.accept(this);
    assertThat(budget.available()).as(what).isEqualTo(10);
  }

  private void call(Script work) {
    make(work, new Work(null));
  }

  private void call(Script work, Predicate<@Nullable Object> rejects) {
    run(rig.site(policy.build(), rejects::test), new Work(null), work);
  }

  private void call(Script work, Attempts.Answer answer) {
    make(work, new Work(answer));
  }

  private void make(Script work, Work attempts) {
    run(rig.site(policy.build(), null), attempts, work);
  }

  private static void run(CallSite site, Work attempts, Script work) {
    CallStats stats = site.stats();
    try {
      FirstAttempt.call(Hand.BLOCKING, site, attempts, work);
    } catch (Throwable failed) {
      assertThat(failed).isNotNull();
    }
    long ended = 0;
    for (Outcome outcome : Outcome.values()) {
      ended += stats.calls(outcome);
    }
    assertThat(ended).isEqualTo(1);
  }

  private record Work(Attempts.@Nullable Answer answer) implements Attempts<Script> {

    @Override
    public @Nullable Object first(Script work) throws Exception {
      return work.call();
    }

    @Override
    public @Nullable Object again(Script work) throws Exception {
      return work.call();
    }

    @Override
    public @Nullable Answer fallback(Script work, Throwable failure) {
      return answer;
    }
  }

  /** Not even its class can be told. */
  private static final class Breaking implements FailureClassifier {
    @Override
    public @Nullable Failure classify(Throwable failure) {
      throw new LinkageError("classifier");
    }
  }

  private static final class ThrowingListener implements RetryListener {
    @Override
    public void onRetry(RetryEvent event) {
      throw new IllegalStateException("listener");
    }

    @Override
    public void onGiveUp(RetryEvent event) {
      throw new LinkageError("listener");
    }
  }

  private void halfOpen() {
    for (int i = 0; i < 2; i++) {
      breaker.leave(Objects.requireNonNull(breaker.enter()), true, 0);
    }
    rig.time.advance(Duration.ofSeconds(30));
    assertThat(breaker.state()).isEqualTo("half_open");
  }

  private static Arguments ending(String what, String state, Consumer<PermitsReturnTest> ending) {
    return arguments(what, state, ending);
  }
}
