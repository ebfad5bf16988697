package io.github.retrystarter.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.retrystarter.ReactiveRetry;
import io.github.retrystarter.Retries;
import io.github.retrystarter.Retry;
import io.github.retrystarter.RetryEvent;
import io.github.retrystarter.RetryListener;
import io.github.retrystarter.autoconfigure.RetryAutoConfiguration;
import io.github.retrystarter.autoconfigure.RetryObservationAutoConfiguration;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import io.opentelemetry.sdk.trace.data.EventData;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.reactivestreams.Publisher;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** No thread is in an observation here: only the subscriber's context knows of it. */
class ReactiveObservationsTest {

  private static final String KEY = ObservationThreadLocalAccessor.KEY;

  private final Traced traced = new Traced();

  private final ApplicationContextRunner events =
      new ApplicationContextRunner()
          .withConfiguration(
              AutoConfigurations.of(
                  RetryAutoConfiguration.class, RetryObservationAutoConfiguration.class))
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

  /** The whole pipeline is a part of the observation {@code order}. */
  private void inOrder(
      ApplicationContextRunner runner, BiFunction<Retry, Observation, Publisher<?>> pipeline) {
    runner.run(
        context -> {
          Retry retry = context.getBean(Retries.class).policy("default");
          Observation order = Observation.start("order", traced.registry);
          try {
            Flux.from(pipeline.apply(retry, order))
                .contextWrite(all -> all.put(KEY, order))
                .collectList()
                .block(Duration.ofSeconds(30));
          } finally {
            order.stop();
          }
        });
  }

  private static Mono<String> failing(int failures, Runnable seen) {
    int[] attempt = {0};
    return Mono.fromCallable(
        () -> {
          seen.run();
          if (++attempt[0] <= failures) {
            throw new IOException("broken");
          }
          return "done";
        });
  }

  @Test
  void theRetriesOfAMonoAreEventsOfWhatItsSubscriberIsAPartOf() {
    inOrder(events, (retry, order) -> ReactiveRetry.mono(retry, failing(2, () -> {})));
    assertThat(traced.spans()).hasSize(1);
    assertThat(traced.span("order").getEvents().stream().map(EventData::getName))
        .containsExactly("retry 1 of (code) after io", "retry 2 of (code) after io");
  }

  @Test
  void theAttemptsOfAMonoAreInsideOfItToo() {
    inOrder(
        attempts,
        (retry, order) -> ReactiveRetry.mono(retry, failing(1, () -> traced.innerSpan("query"))));
    assertThat(traced.attempts())
        .containsExactly("(code) attempt 1: io IOException", "(code) attempt 2: none");
    assertThat(traced.parentOf("(code) attempt 2")).isEqualTo("order");
    assertThat(traced.parentOf("query")).isEqualTo("(code) attempt 1");
  }

  /** What the log's trace id comes from. */
  @ParameterizedTest
  @ValueSource(strings = {"events", "attempts"})
  void whoIsToldOfRetriesIsInWhatTheSubscriberIsAPartOf(String observations) {
    List<Object> told = new CopyOnWriteArrayList<>();
    RetryListener listener =
        new RetryListener() {
          @Override
          public void onRetry(RetryEvent event) {
            told.add("retry in " + current());
          }

          @Override
          public void onGiveUp(RetryEvent event) {
            told.add("end in " + current());
          }
        };
    inOrder(
        events
            .withPropertyValues(
                "retry.observations=" + observations, "retry.defaults.max-retries=1")
            .withBean(RetryListener.class, () -> listener),
        (retry, order) ->
            ReactiveRetry.mono(retry, failing(2, () -> {}).subscribeOn(Schedulers.parallel()))
                .onErrorResume(IOException.class, each -> Mono.empty()));
    assertThat(told).containsExactly("retry in order", "end in order");
  }

  private String current() {
    Observation current = traced.registry.getCurrentObservation();
    return current == null ? "nothing" : String.valueOf(current.getContext().getName());
  }

  @Test
  void theSourceFindsTheAttemptInItsContextAndTheSubscriberHisOwn() {
    List<Object> seen = new CopyOnWriteArrayList<>();
    inOrder(
        attempts,
        (retry, order) ->
            ReactiveRetry.mono(
                    retry,
                    Mono.deferContextual(
                        context -> {
                          Observation attempt = context.get(KEY);
                          seen.add(attempt.getContext().getContextualName());
                          return failing(0, () -> {}).subscribeOn(Schedulers.parallel());
                        }))
                .transformDeferredContextual(
                    (all, context) -> all.doOnNext(each -> seen.add(context.get(KEY) == order))));
    assertThat(seen).containsExactly("(code) attempt 1", true);
    assertThat(traced.attempts()).containsExactly("(code) attempt 1: none");
  }

  @Test
  void elementsGoOutOfTheAttempt() {
    inOrder(
        attempts,
        (retry, order) ->
            ReactiveRetry.flux(
                    retry, Flux.just(1, 2).doOnNext(each -> traced.innerSpan("source " + each)))
                .doOnNext(each -> traced.innerSpan("reader " + each)));
    assertThat(traced.parentOf("source 2")).isEqualTo("(code) attempt 1");
    assertThat(traced.parentOf("reader 2")).isEqualTo("order");
  }

  @Test
  void aFluxWhoseReaderHasEnoughEndsItsAttempt() {
    inOrder(
        attempts, (retry, order) -> ReactiveRetry.flux(retry, Flux.range(1, 100)).take(2, false));
    assertThat(traced.attempts()).containsExactly("(code) attempt 1: none");
  }

  @Test
  void aMonoThatIsCancelledEndsItsAttempt() {
    attempts.run(
        context -> {
          Retry retry = context.getBean(Retries.class).policy("default");
          Disposable call = ReactiveRetry.mono(retry, Mono.never()).subscribe();
          assertThat(traced.attempts()).isEmpty();
          call.dispose();
        });
    assertThat(traced.attempts()).containsExactly("(code) attempt 1: cancelled");
  }

  @Test
  void aMonoThatIsCutEndsItsAttempt() {
    inOrder(
        attempts.withPropertyValues(
            "retry.defaults.attempt-timeout=20ms", "retry.defaults.max-retries=0"),
        (retry, order) ->
            ReactiveRetry.mono(retry, Mono.never()).onErrorResume(cut -> Mono.empty()));
    assertThat(traced.attempts())
        .containsExactly("(code) attempt 1: attempt_timeout AttemptTimeoutException");
  }

  @Test
  void aFluxThatFailsAfterElementsEndsItsAttemptWithTheFailure() {
    Flux<Integer> broken = Flux.just(1).concatWith(Mono.error(new IOException("broken")));
    inOrder(
        attempts,
        (retry, order) ->
            ReactiveRetry.flux(retry, broken)
                .onErrorResume(IOException.class, each -> Mono.empty()));
    assertThat(traced.attempts()).containsExactly("(code) attempt 1: io IOException");
  }
}
