package io.github.retrystarter.aop;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.retrystarter.annotation.Retryable;
import io.github.retrystarter.autoconfigure.RetryAutoConfiguration;
import io.github.retrystarter.time.Time;
import io.github.retrystarter.time.VirtualTime;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Observable;
import io.smallrye.mutiny.Multi;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.reactivestreams.FlowAdapters;
import org.reactivestreams.Publisher;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import reactor.adapter.JdkFlowAdapter;
import reactor.core.publisher.Flux;

/** What {@code after-elements} says holds for every type of many values. */
class AfterElementsBeansTest {

  private static final ApplicationContextRunner RUNNER =
      new ApplicationContextRunner()
          .withConfiguration(AutoConfigurations.of(RetryAutoConfiguration.class))
          .withPropertyValues("retry.defaults.jitter=none", "retry.defaults.budget=none")
          .withBean(Time.class, () -> new VirtualTime().hurry())
          .withBean(Prices.class);

  /** The first attempt breaks after an element. */
  @Retryable
  static class Prices {
    final AtomicInteger calls = new AtomicInteger();

    private Flux<Integer> work() {
      return calls.incrementAndGet() == 1
          ? Flux.just(1).concatWith(Flux.error(new IOException("broken")))
          : Flux.just(1, 2);
    }

    public Flux<Integer> flux() {
      return work();
    }

    public Publisher<Integer> publisher() {
      return work();
    }

    public Flow.Publisher<Integer> flow() {
      return FlowAdapters.toFlowPublisher(work());
    }

    public Flowable<Integer> flowable() {
      return Flowable.fromPublisher(work());
    }

    public Observable<Integer> observable() {
      return Observable.fromPublisher(work());
    }

    public Multi<Integer> multi() {
      return Multi.createFrom().publisher(FlowAdapters.toFlowPublisher(work()));
    }
  }

  private record Shape(String name, Function<Prices, Publisher<Integer>> call) {
    @Override
    public String toString() {
      return name;
    }

    /** What a subscriber sees, up to the end or the failure. */
    List<Integer> seen(Prices bean) {
      List<Integer> seen = new ArrayList<>();
      Flux.from(call.apply(bean)).doOnNext(seen::add).onErrorComplete().blockLast();
      return seen;
    }
  }

  static List<Shape> shapes() {
    return List.of(
        new Shape("flux", Prices::flux),
        new Shape("publisher", Prices::publisher),
        new Shape("flow", bean -> JdkFlowAdapter.flowPublisherToFlux(bean.flow())),
        new Shape("flowable", Prices::flowable),
        new Shape(
            "observable",
            bean ->
                bean.observable()
                    .toFlowable(io.reactivex.rxjava3.core.BackpressureStrategy.BUFFER)),
        new Shape("multi", bean -> JdkFlowAdapter.flowPublisherToFlux(bean.multi())));
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void stopsByDefault(Shape shape) {
    RUNNER.run(
        context -> {
          Prices bean = context.getBean(Prices.class);
          assertThat(shape.seen(bean)).containsExactly(1);
        });
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void isRetriedWhereTheMethodsEntrySaysSo(Shape shape) {
    RUNNER
        .withPropertyValues(
            "retry.methods[%s.%s].after-elements=retry"
                .formatted(Prices.class.getCanonicalName(), shape.name()))
        .run(
            context -> {
              Prices bean = context.getBean(Prices.class);
              assertThat(shape.seen(bean)).containsExactly(1, 1, 2);
            });
  }
}
