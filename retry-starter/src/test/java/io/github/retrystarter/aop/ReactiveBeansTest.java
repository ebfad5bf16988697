package io.github.retrystarter.aop;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.retrystarter.RetryInfo;
import io.github.retrystarter.annotation.Retryable;
import io.github.retrystarter.autoconfigure.RetryAutoConfiguration;
import io.github.retrystarter.event.CallStats;
import io.github.retrystarter.event.Outcome;
import io.github.retrystarter.event.StatsBook;
import io.github.retrystarter.time.Time;
import io.github.retrystarter.time.VirtualTime;
import io.reactivex.rxjava3.core.Completable;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Maybe;
import io.reactivex.rxjava3.core.Observable;
import io.reactivex.rxjava3.core.Single;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.reactivestreams.FlowAdapters;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Beans whose methods return reactive types: each is called anew for every attempt. */
class ReactiveBeansTest {

  private static final ApplicationContextRunner RUNNER =
      new ApplicationContextRunner()
          .withConfiguration(AutoConfigurations.of(RetryAutoConfiguration.class))
          .withPropertyValues("retry.defaults.jitter=none", "retry.defaults.budget=none")
          .withBean(Time.class, () -> new VirtualTime().hurry())
          .withBean(Shapes.class);

  @Retryable
  static class Shapes {
    final AtomicInteger calls = new AtomicInteger();
    int failures = 2;
    boolean atOnce;

    void failures(int number) {
      failures = number;
    }

    void atOnce(boolean thrown) {
      atOnce = thrown;
    }

    private Mono<String> work() {
      if (calls.incrementAndGet() > failures) {
        return Mono.just("good");
      }
      IOException failure = new IOException("broken");
      if (atOnce) {
        throw new java.io.UncheckedIOException(failure);
      }
      return Mono.error(failure);
    }

    public Mono<String> mono() {
      return work();
    }

    public Flux<String> flux() {
      return work().flux();
    }

    public org.reactivestreams.Publisher<String> publisher() {
      return work();
    }

    public Flow.Publisher<String> flow() {
      return FlowAdapters.toFlowPublisher(work());
    }

    public Single<String> single() {
      return Single.fromPublisher(work());
    }

    public Maybe<String> maybe() {
      return Maybe.fromPublisher(work());
    }

    public Completable completable() {
      return Completable.fromPublisher(work());
    }

    public Observable<String> observable() {
      return Observable.fromPublisher(work());
    }

    public Flowable<String> flowable() {
      return Flowable.fromPublisher(work());
    }

    public Uni<String> uni() {
      return Uni.createFrom().publisher(FlowAdapters.toFlowPublisher(work()));
    }

    public Multi<String> multi() {
      return Multi.createFrom().publisher(FlowAdapters.toFlowPublisher(work()));
    }

    @Retryable(fallback = "instead")
    public Mono<String> answered() {
      return work();
    }

    public Mono<String> instead(Throwable failure) {
      return Mono.just("instead of " + failure.getMessage());
    }
  }

  private record Shape(String name, Function<Shapes, Optional<String>> call) {
    @Override
    public String toString() {
      return name;
    }
  }

  static List<Shape> shapes() {
    return List.of(
        new Shape("mono", bean -> bean.mono().blockOptional()),
        new Shape("flux", bean -> Optional.ofNullable(bean.flux().blockLast())),
        new Shape("publisher", bean -> Mono.from(bean.publisher()).blockOptional()),
        new Shape("flow", bean -> Mono.from(FlowAdapters.toPublisher(bean.flow())).blockOptional()),
        new Shape("single", bean -> Optional.of(bean.single().blockingGet())),
        new Shape("maybe", bean -> Optional.ofNullable(bean.maybe().blockingGet())),
        new Shape(
            "completable",
            bean -> {
              bean.completable().blockingAwait();
              return Optional.of("good");
            }),
        new Shape("observable", bean -> Optional.of(bean.observable().blockingFirst())),
        new Shape("flowable", bean -> Optional.of(bean.flowable().blockingFirst())),
        new Shape("uni", bean -> Optional.of(bean.uni().await().indefinitely())),
        new Shape(
            "multi", bean -> Optional.of(bean.multi().collect().first().await().indefinitely())));
  }

  private static CallStats stats(
      org.springframework.context.ApplicationContext context, String method) {
    return context.getBean(StatsBook.class).of("default", "ReactiveBeansTest.Shapes." + method);
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void isRetriedUntilItSucceeds(Shape shape) {
    RUNNER.run(
        context -> {
          Shapes bean = context.getBean(Shapes.class);
          assertThat(shape.call().apply(bean)).contains("good");
          assertThat(stats(context, shape.name()).calls(Outcome.SUCCESS_AFTER_RETRY)).isEqualTo(1);
          assertThat(stats(context, shape.name()).attempts()).isEqualTo(3);
        });
  }

  static Stream<Shape> failing() {
    return shapes().stream();
  }

  @ParameterizedTest
  @MethodSource("failing")
  void givesUpWithTheLastFailure(Shape shape) {
    RUNNER.run(
        context -> {
          Shapes bean = context.getBean(Shapes.class);
          bean.failures(100);
          Throwable failure = thrownBy(() -> shape.call().apply(bean));
          while (failure.getCause() != null && !(failure instanceof IOException)) {
            failure = failure.getCause();
          }
          assertThat(failure).isExactlyInstanceOf(IOException.class);
          assertThat(RetryInfo.of(failure).orElseThrow().attempts()).isEqualTo(4);
          assertThat(stats(context, shape.name()).calls(Outcome.EXHAUSTED)).isEqualTo(1);
        });
  }

  private static Throwable thrownBy(Callable<?> call) {
    try {
      Object unused = call.call();
    } catch (Throwable failure) {
      return failure;
    }
    throw new AssertionError("nothing was thrown");
  }

  @Test
  void whatIsThrownInsteadOfAMonoIsRetriedToo() {
    RUNNER.run(
        context -> {
          Shapes bean = context.getBean(Shapes.class);
          bean.atOnce(true);
          assertThat(bean.mono().block()).isEqualTo("good");
          assertThat(stats(context, "mono").calls(Outcome.SUCCESS_AFTER_RETRY)).isEqualTo(1);
        });
  }

  @Test
  void aFallbackAnswers() {
    RUNNER.run(
        context -> {
          Shapes bean = context.getBean(Shapes.class);
          bean.failures(100);
          assertThat(bean.answered().block()).isEqualTo("instead of broken");
          assertThat(stats(context, "answered").fallbackCount(true)).isEqualTo(1);
        });
  }

  @Test
  void eachSubscriptionIsACallOfItsOwn() {
    RUNNER.run(
        context -> {
          Mono<String> mono = context.getBean(Shapes.class).mono();
          assertThat(stats(context, "mono").attempts()).isZero();
          assertThat(mono.block()).isEqualTo("good");
          assertThat(mono.block()).isEqualTo("good");
          assertThat(stats(context, "mono").calls(Outcome.SUCCESS_AFTER_RETRY)).isEqualTo(1);
          assertThat(stats(context, "mono").calls(Outcome.SUCCESS)).isEqualTo(1);
        });
  }
}
