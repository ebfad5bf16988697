package io.github.retrystarter.tracing;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.retrystarter.CircuitBreakers;
import io.github.retrystarter.CircuitOpenException;
import io.github.retrystarter.Retries;
import io.github.retrystarter.Retry;
import io.github.retrystarter.autoconfigure.RetryAutoConfiguration;
import io.github.retrystarter.autoconfigure.RetryContextAutoConfiguration;
import io.github.retrystarter.autoconfigure.RetryObservationAutoConfiguration;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.BaggageInScope;
import io.opentelemetry.sdk.trace.data.EventData;
import io.opentelemetry.sdk.trace.data.SpanData;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** What OpenTelemetry exports of calls that block, and of those that return futures. */
class RetryObservationsTest {

  private final Traced traced = new Traced();

  private final ApplicationContextRunner events =
      new ApplicationContextRunner()
          .withConfiguration(
              AutoConfigurations.of(
                  RetryAutoConfiguration.class,
                  RetryContextAutoConfiguration.class,
                  RetryObservationAutoConfiguration.class))
          .withBean(ObservationRegistry.class, () -> traced.registry)
          .withPropertyValues(
              "retry.defaults.delay=0ms",
              "retry.defaults.jitter=none",
              "retry.defaults.budget=none");

  private final ApplicationContextRunner attempts =
      events.withPropertyValues("retry.observations=attempts");

  @AfterEach
  void everyObservationIsStoppedOnceAndNoneIsLeftInTheThread() {
    traced.isOver();
  }

  private interface Work {
    void with(Retry retry) throws Exception;
  }

  /** Inside of an observation with the name {@code order}. */
  private void inOrder(ApplicationContextRunner runner, Work work) {
    runner.run(
        context -> {
          Retry retry = context.getBean(Retries.class).policy("default");
          Observation.createNotStarted("order", traced.registry)
              .observeChecked(() -> work.with(retry));
        });
  }

  private static Callable<String> failing(int failures, Consumer<Integer> seen) {
    int[] attempt = {0};
    return () -> {
      seen.accept(++attempt[0]);
      if (attempt[0] <= failures) {
        throw new IOException("broken");
      }
      return "done";
    };
  }

  @Test
  void byDefaultEachRetryIsAnEventOfWhatTheCallIsAPartOf() {
    inOrder(events, retry -> retry.call(failing(2, attempt -> {})));
    assertThat(traced.spans()).hasSize(1);
    assertThat(traced.span("order").getEvents().stream().map(EventData::getName))
        .containsExactly("retry 1 of (code) after io", "retry 2 of (code) after io");
  }

  @Test
  void theEventsOfAFutureAreThoseOfItsCaller() {
    inOrder(
        events,
        retry -> {
          Callable<String> work = failing(2, attempt -> {});
          assertThat(retry.callAsync(() -> future(work)).get(30, SECONDS)).isEqualTo("done");
        });
    assertThat(traced.span("order").getEvents().stream().map(EventData::getName))
        .containsExactly("retry 1 of (code) after io", "retry 2 of (code) after io");
  }

  @Test
  void outsideOfAnyObservationThereIsNothingToTell() {
    events.run(
        context ->
            context.getBean(Retries.class).policy("default").call(failing(2, attempt -> {})));
    assertThat(traced.spans()).isEmpty();
  }

  @Test
  void noneTellsNothing() {
    inOrder(
        events.withPropertyValues("retry.observations=none"),
        retry -> retry.call(failing(2, attempt -> {})));
    assertThat(traced.spans()).hasSize(1);
    assertThat(traced.span("order").getEvents()).isEmpty();
  }

  @Test
  void eachAttemptIsASpanInsideOfTheCallersWithItsOwnInsideOfIt() {
    inOrder(
        attempts, retry -> retry.call(failing(2, attempt -> traced.innerSpan("query " + attempt))));
    assertThat(traced.attempts())
        .containsExactly(
            "(code) attempt 1: io IOException",
            "(code) attempt 2: io IOException",
            "(code) attempt 3: none");
    for (int attempt = 1; attempt <= 3; attempt++) {
      assertThat(traced.parentOf("query " + attempt)).isEqualTo("(code) attempt " + attempt);
      assertThat(traced.parentOf("(code) attempt " + attempt)).isEqualTo("order");
    }
    assertThat(traced.spans().stream().map(SpanData::getTraceId).distinct()).hasSize(1);
    // Their attempts tell of the retries.
    assertThat(traced.span("order").getEvents()).isEmpty();
  }

  @Test
  void anAttemptHasPolicyMethodAndNumber() {
    inOrder(attempts, retry -> retry.call(failing(0, attempt -> {})));
    SpanData span = traced.span("(code) attempt 1");
    assertThat(
            List.of("policy", "method", "attempt", "cause").stream()
                .map(key -> Traced.attribute(span, key)))
        .containsExactly("default", "(code)", "1", "none");
  }

  @Test
  void fromTheTenthOnAttemptsAreOfOneSort() {
    inOrder(
        attempts.withPropertyValues("retry.defaults.max-retries=10"),
        retry -> retry.call(failing(10, attempt -> {})));
    assertThat(traced.attempts())
        .hasSize(11)
        .endsWith(
            "(code) attempt 9: io IOException",
            "(code) attempt 10+: io IOException",
            "(code) attempt 10+: none");
  }

  @Test
  void anAttemptOutsideOfAnyObservationIsATraceOfItsOwn() {
    attempts.run(
        context ->
            context.getBean(Retries.class).policy("default").call(failing(0, attempt -> {})));
    assertThat(traced.spans()).hasSize(1);
    assertThat(traced.parentOf("(code) attempt 1")).isEqualTo("nothing");
  }

  @Test
  void aCallInsideAnAttemptIsInsideItsSpan() {
    attempts.run(
        context -> {
          Retry retry = context.getBean(Retries.class).policy("default");
          retry.run(
              () -> {
                traced.innerSpan("before");
                retry.run(() -> traced.innerSpan("inside"));
                traced.innerSpan("after");
              });
        });
    List<SpanData> spans = traced.spans();
    assertThat(spans.stream().map(SpanData::getName))
        .containsExactly("(code) attempt 1", "before", "(code) attempt 1", "inside", "after");
    assertThat(spans.stream().map(SpanData::getParentSpanId).skip(1))
        .containsExactly(
            spans.get(0).getSpanId(),
            spans.get(0).getSpanId(),
            spans.get(2).getSpanId(),
            spans.get(0).getSpanId());
  }

  @Test
  void theBaggageIsThereInEveryAttemptOfWhateverThread() {
    List<String> seen = new CopyOnWriteArrayList<>();
    inOrder(
        attempts,
        retry -> {
          try (BaggageInScope tenant = traced.tracer.createBaggageInScope("tenant", "acme")) {
            retry.call(failing(1, attempt -> seen.add(tenant())));
            Callable<String> work = failing(1, attempt -> seen.add(tenant()));
            retry.callAsync(() -> future(work)).get(30, SECONDS);
            seen.add(tenant.get());
          }
        });
    assertThat(seen).containsExactly("acme", "acme", "acme", "acme", "acme");
  }

  private String tenant() {
    return String.valueOf(traced.tracer.getBaggage("tenant").get());
  }

  private static CompletableFuture<String> future(Callable<String> work) {
    try {
      return CompletableFuture.completedFuture(work.call());
    } catch (Exception failure) {
      return CompletableFuture.failedFuture(failure);
    }
  }

  @Test
  void attemptsInOtherThreadsAreInsideOfTheCallersSpan() {
    List<Thread> threads = new CopyOnWriteArrayList<>();
    inOrder(
        attempts,
        retry -> {
          Callable<String> work =
              failing(
                  2,
                  attempt -> {
                    threads.add(Thread.currentThread());
                    traced.innerSpan("query " + attempt);
                  });
          retry.callAsync(() -> future(work)).get(30, SECONDS);
        });
    assertThat(threads).hasSize(3).doesNotHaveDuplicates().startsWith(Thread.currentThread());
    for (int attempt = 1; attempt <= 3; attempt++) {
      assertThat(traced.parentOf("query " + attempt)).isEqualTo("(code) attempt " + attempt);
      assertThat(traced.parentOf("(code) attempt " + attempt)).isEqualTo("order");
    }
    assertThat(traced.attempts())
        .containsExactly(
            "(code) attempt 1: io IOException",
            "(code) attempt 2: io IOException",
            "(code) attempt 3: none");
  }

  @Test
  void anAttemptLastsUntilItsFutureEnds() {
    inOrder(
        attempts,
        retry -> {
          CompletableFuture<String> promise = new CompletableFuture<>();
          CompletableFuture<String> call = retry.callAsync(() -> promise);
          assertThat(traced.attempts()).isEmpty();
          // The caller is in his own again.
          traced.innerSpan("afterwards");
          Thread other = new Thread(() -> promise.complete("done"));
          other.start();
          assertThat(call.get(30, SECONDS)).isEqualTo("done");
          other.join();
          assertThat(traced.attempts()).containsExactly("(code) attempt 1: none");
        });
    assertThat(traced.parentOf("afterwards")).isEqualTo("order");
  }

  @Test
  void aFutureThatIsCancelledEndsItsAttempt() {
    inOrder(
        attempts,
        retry -> {
          CompletableFuture<String> promise = new CompletableFuture<>();
          retry.callAsync(() -> promise).cancel(true);
          assertThat(promise).isCancelled();
        });
    assertThat(traced.attempts()).containsExactly("(code) attempt 1: cancelled");
  }

  @Test
  void aFutureThatIsCancelledInAWaitHasNoAttemptRunning() {
    inOrder(
        attempts.withPropertyValues("retry.defaults.delay=10s"),
        retry ->
            retry.callAsync(() -> CompletableFuture.failedFuture(new IOException())).cancel(true));
    assertThat(traced.attempts()).containsExactly("(code) attempt 1: io IOException");
  }

  @Test
  void anAttemptThatIsCutEndsWithTheTimeoutOfItsFuture() {
    inOrder(
        attempts.withPropertyValues(
            "retry.defaults.attempt-timeout=20ms", "retry.defaults.max-retries=1"),
        retry ->
            assertThatThrownBy(
                    () -> retry.callAsync(CompletableFuture<String>::new).get(30, SECONDS))
                .isInstanceOf(ExecutionException.class));
    assertThat(traced.attempts())
        .containsExactly(
            "(code) attempt 1: attempt_timeout AttemptTimeoutException",
            "(code) attempt 2: attempt_timeout AttemptTimeoutException");
  }

  @Test
  void anAttemptThatIsInterruptedEndsWithTheTimeoutOfTheCall() {
    inOrder(
        attempts.withPropertyValues("retry.defaults.timeout=50ms"),
        retry ->
            assertThatThrownBy(
                () ->
                    retry.call(
                        () -> {
                          new CountDownLatch(1).await();
                          return "never";
                        })));
    assertThat(traced.attempts())
        .containsExactly("(code) attempt 1: attempt_timeout AttemptTimeoutException");
  }

  @Test
  void aCallThatIsTurnedAwayByAnOpenBreakerHasNoAttempt() {
    attempts
        .withPropertyValues(
            "retry.circuit-breakers.gateway.mode=enforce", "retry.defaults.circuit-breaker=gateway")
        .run(
            context -> {
              context.getBean(CircuitBreakers.class).get("gateway").forceOpen();
              Retry retry = context.getBean(Retries.class).policy("default");
              assertThatThrownBy(() -> retry.run(() -> {}))
                  .isInstanceOf(CircuitOpenException.class);
            });
    assertThat(traced.spans()).isEmpty();
  }

  /** Breaks at one moment of an attempt's life. */
  private record Broken(String moment) implements ObservationHandler<Observation.Context> {

    private void at(String now, Observation.Context context) {
      if (now.equals(moment) && "retry.attempt".equals(context.getName())) {
        throw new IllegalStateException(moment);
      }
    }

    @Override
    public void onStart(Observation.Context context) {
      at("start", context);
    }

    @Override
    public void onScopeOpened(Observation.Context context) {
      at("opened", context);
    }

    @Override
    public void onScopeClosed(Observation.Context context) {
      at("closed", context);
    }

    @Override
    public void onError(Observation.Context context) {
      at("error", context);
    }

    @Override
    public void onStop(Observation.Context context) {
      at("stop", context);
    }

    @Override
    public boolean supportsContext(Observation.Context context) {
      return true;
    }
  }

  @Test
  void aHandlerThatThrowsChangesNoCallAndLeavesNothingInTheThread() {
    List<String> moments = List.of("start", "opened", "closed", "error", "stop");
    List<String> answers = new ArrayList<>();
    for (String moment : moments) {
      ObservationRegistry registry = ObservationRegistry.create();
      registry.observationConfig().observationHandler(new Broken(moment));
      new ApplicationContextRunner()
          .withConfiguration(
              AutoConfigurations.of(
                  RetryAutoConfiguration.class, RetryObservationAutoConfiguration.class))
          .withBean(ObservationRegistry.class, () -> registry)
          .withPropertyValues("retry.observations=attempts", "retry.defaults.delay=0ms")
          .run(
              context ->
                  answers.add(
                      context
                          .getBean(Retries.class)
                          .policy("default")
                          .call(failing(1, attempt -> {}))));
      assertThat(registry.getCurrentObservation()).as(moment).isNull();
    }
    assertThat(answers).hasSize(moments.size()).containsOnly("done");
  }
}
