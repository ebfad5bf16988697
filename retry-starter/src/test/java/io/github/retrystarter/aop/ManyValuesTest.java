package io.github.retrystarter.aop;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.retrystarter.ResultPredicate;
import io.github.retrystarter.annotation.Retryable;
import io.github.retrystarter.autoconfigure.RetryAutoConfiguration;
import io.github.retrystarter.support.CapturedLog;
import io.github.retrystarter.time.Time;
import io.github.retrystarter.time.VirtualTime;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Observable;
import io.reactivex.rxjava3.core.Single;
import io.smallrye.mutiny.Multi;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.reactivestreams.Publisher;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** A predicate of results on methods that return many values. */
class ManyValuesTest {

  private static final ApplicationContextRunner RUNNER =
      new ApplicationContextRunner()
          .withConfiguration(AutoConfigurations.of(RetryAutoConfiguration.class))
          .withBean(Time.class, () -> new VirtualTime().hurry());

  static final class Stale implements ResultPredicate {
    @Override
    public boolean shouldRetry(@Nullable Object result) {
      return "stale".equals(result);
    }
  }

  static class OfFlux {
    @Retryable(retryOnResult = Stale.class)
    public Flux<String> prices() {
      return Flux.empty();
    }
  }

  static class OfPublisher {
    @Retryable(retryOnResult = Stale.class)
    public Publisher<String> prices() {
      return Flux.empty();
    }
  }

  static class OfFlowable {
    @Retryable(retryOnResult = Stale.class)
    public Flowable<String> prices() {
      return Flowable.empty();
    }
  }

  static class OfObservable {
    @Retryable(retryOnResult = Stale.class)
    public Observable<String> prices() {
      return Observable.empty();
    }
  }

  static class OfMulti {
    @Retryable(retryOnResult = Stale.class)
    public Multi<String> prices() {
      return Multi.createFrom().empty();
    }
  }

  interface Pricing<T> {
    @Retryable(retryOnResult = Stale.class)
    T prices();
  }

  static class OfTypeVariable implements Pricing<Flux<String>> {
    @Override
    public Flux<String> prices() {
      return Flux.empty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      classes = {
        OfFlux.class,
        OfPublisher.class,
        OfFlowable.class,
        OfObservable.class,
        OfMulti.class,
        OfTypeVariable.class
      })
  void stopsTheStart(Class<?> bean) {
    RUNNER
        .withBean(bean)
        .run(
            context ->
                assertThat(context)
                    .getFailure()
                    .hasStackTraceContaining(
                        "@Retryable(retryOnResult = Stale.class) has no effect: the method"
                            + " returns a "));
  }

  static class OfOne {
    @Retryable(retryOnResult = Stale.class)
    public String plain() {
      return "";
    }

    @Retryable(retryOnResult = Stale.class)
    public List<String> list() {
      return List.of();
    }

    @Retryable(retryOnResult = Stale.class)
    public CompletableFuture<String> future() {
      return CompletableFuture.completedFuture("");
    }

    @Retryable(retryOnResult = Stale.class)
    public Mono<String> mono() {
      return Mono.empty();
    }

    @Retryable(retryOnResult = Stale.class)
    public Single<String> single() {
      return Single.just("");
    }
  }

  @Test
  void oneValueIsLegalHoweverItComes() {
    RUNNER.withBean(OfOne.class).run(context -> assertThat(context).hasNotFailed());
  }

  @Retryable(retryOnResult = Stale.class)
  static class Mixed {
    final AtomicInteger calls = new AtomicInteger();

    public String price(String id) {
      return calls.incrementAndGet() < 3 ? "stale" : "fresh";
    }

    public Flux<String> prices(String shop) {
      calls.incrementAndGet();
      return Flux.just("stale");
    }

    public Flow.Publisher<String> all() {
      throw new UnsupportedOperationException();
    }
  }

  @Test
  void onAClassItIsAskedAboutTheOtherMethods() {
    RUNNER
        .withBean(Mixed.class)
        .run(
            context -> {
              Mixed bean = context.getBean(Mixed.class);
              assertThat(bean.price("1")).isEqualTo("fresh");
              assertThat(bean.prices("a").collectList().block()).containsExactly("stale");
            });
  }

  @Test
  void andOneWarningNamesThoseOfManyValues() {
    try (CapturedLog log = new CapturedLog(ManyValues.class)) {
      RUNNER
          .withBean("first", Mixed.class)
          .withBean("second", Mixed.class)
          .run(context -> assertThat(context).hasNotFailed());
      assertThat(log.lines())
          .extracting(CapturedLog.Line::text)
          .containsExactly(
              "WARN retryOnResult of @Retryable on io.github.retrystarter.aop.ManyValuesTest.Mixed"
                  + " is not asked about what these methods return, many values each: all()"
                  + " returns a Publisher; prices(String) returns a Flux");
    }
  }
}
