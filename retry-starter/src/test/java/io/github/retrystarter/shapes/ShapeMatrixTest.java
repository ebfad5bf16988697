package io.github.retrystarter.shapes;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.retrystarter.CircuitBreakers;
import io.github.retrystarter.ReactiveRetry;
import io.github.retrystarter.Retries;
import io.github.retrystarter.Retry;
import io.github.retrystarter.RetryInfo;
import io.github.retrystarter.autoconfigure.RetryAutoConfiguration;
import io.github.retrystarter.event.CallStats;
import io.github.retrystarter.event.Outcome;
import io.github.retrystarter.event.StatsBook;
import io.github.retrystarter.test.RetryTime;
import io.github.retrystarter.time.Time;
import io.reactivex.rxjava3.core.BackpressureStrategy;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.reactivestreams.FlowAdapters;
import org.reactivestreams.Publisher;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Shape × scenario: how often the work was called, what the caller got, what was counted. */
class ShapeMatrixTest {

  private interface Call {
    CompletableFuture<String> begin(Shapes bean, Retry retry, Work work) throws Exception;
  }

  /**
   * A shape.
   *
   * @param name the bean's method; of code, what it calls
   * @param call begins a call, as a future that a test can look at and cancel
   */
  private record Shape(String name, boolean ofCode, boolean blocking, Call call) {}

  private record Cell(Shape shape, Scenario scenario) {
    @Override
    public String toString() {
      return shape.name + ", " + scenario;
    }

    Outcome outcome() {
      return scenario == Scenario.CANCELLED && shape.blocking
          ? Outcome.INTERRUPTED
          : scenario.outcome;
    }
  }

  private static Shape bean(String name, Call call) {
    return new Shape(name, false, false, call);
  }

  private static Shape code(String name, Call call) {
    return new Shape(name, true, false, call);
  }

  private static List<Shape> shapes() {
    return List.of(
        new Shape("blocking", false, true, (bean, retry, work) -> now(bean::blocking)),
        bean("future", (bean, retry, work) -> bean.future()),
        bean("stage", (bean, retry, work) -> bean.stage().toCompletableFuture()),
        bean("plainFuture", (bean, retry, work) -> (CompletableFuture<String>) bean.plainFuture()),
        bean("mono", (bean, retry, work) -> bean.mono().toFuture()),
        bean("flux", (bean, retry, work) -> all(bean.flux())),
        bean("publisher", (bean, retry, work) -> all(bean.publisher())),
        bean("single", (bean, retry, work) -> all(bean.single().toFlowable())),
        bean("maybe", (bean, retry, work) -> all(bean.maybe().toFlowable())),
        bean("flowable", (bean, retry, work) -> all(bean.flowable())),
        bean(
            "observable",
            (bean, retry, work) -> all(bean.observable().toFlowable(BackpressureStrategy.BUFFER))),
        bean("uni", (bean, retry, work) -> bean.uni().subscribeAsCompletionStage()),
        bean("multi", (bean, retry, work) -> all(FlowAdapters.toPublisher(bean.multi()))),
        new Shape("call", true, true, (bean, retry, work) -> now(() -> retry.call(work::now))),
        code("callAsync", (bean, retry, work) -> retry.callAsync(work::later)),
        code(
            "ReactiveRetry.mono",
            (bean, retry, work) ->
                ReactiveRetry.mono(retry, Mono.defer(work::onSubscription)).toFuture()),
        code(
            "ReactiveRetry.flux",
            (bean, retry, work) ->
                all(ReactiveRetry.flux(retry, Flux.defer(work::onSubscription)))));
  }

  private static CompletableFuture<String> all(Publisher<String> publisher) {
    return Flux.from(publisher).last().toFuture();
  }

  private static CompletableFuture<String> now(Callable<String> call) {
    try {
      return CompletableFuture.completedFuture(call.call());
    } catch (Exception failure) {
      return CompletableFuture.failedFuture(failure);
    }
  }

  static Stream<Cell> cells() {
    return shapes().stream()
        .flatMap(shape -> Arrays.stream(Scenario.values()).map(each -> new Cell(shape, each)))
        .filter(cell -> !cell.shape.ofCode || cell.scenario != Scenario.FALLBACK);
  }

  @ParameterizedTest
  @MethodSource("cells")
  void endsInOneWay(Cell cell) {
    RetryTime time = new RetryTime();
    Work work = new Work(time, cell.scenario);
    new ApplicationContextRunner()
        .withConfiguration(AutoConfigurations.of(RetryAutoConfiguration.class))
        .withPropertyValues("retry.defaults.jitter=none", "retry.defaults.budget=none")
        .withPropertyValues(cell.scenario.properties)
        .withBean(Time.class, () -> time)
        .withBean(Shapes.class, work)
        .run(context -> run(context, cell, time, work));
  }

  private static void run(ApplicationContext context, Cell cell, RetryTime time, Work work)
      throws Exception {
    Scenario scenario = cell.scenario;
    if (scenario == Scenario.BREAKER_OPEN) {
      context.getBean(CircuitBreakers.class).get("gateway").forceOpen();
    }
    if (scenario == Scenario.CANCELLED) {
      time.holdWaits(true);
      if (cell.shape.blocking) {
        time.beforeWait(() -> Thread.currentThread().interrupt());
      }
    }
    CompletableFuture<String> call =
        cell.shape.call.begin(
            context.getBean(Shapes.class), context.getBean(Retries.class).policy("default"), work);
    if (scenario == Scenario.CANCELLED && !cell.shape.blocking) {
      assertThat(call).isNotDone();
      assertThat(call.cancel(true)).isTrue();
    }
    if (!cell.shape.blocking) {
      time.advance(Duration.ofSeconds(5));
    }
    // An interrupt is left for the caller.
    assertThat(Thread.interrupted())
        .isEqualTo(scenario == Scenario.CANCELLED && cell.shape.blocking);
    assertThat(call).isDone();
    check(cell, call);
    assertThat(work.calls()).isEqualTo(scenario.calls);
    assertThat(work.allCancelled()).isTrue();
    assertThat(time.alarms()).isZero();
    CallStats stats = stats(context, cell.shape);
    for (Outcome each : Outcome.values()) {
      assertThat(stats.calls(each)).as(each.tag()).isEqualTo(each == cell.outcome() ? 1 : 0);
    }
    assertThat(stats.attempts()).isEqualTo(scenario.calls);
    assertThat(stats.fallbackCount(true)).isEqualTo(scenario == Scenario.FALLBACK ? 1 : 0);
  }

  private static void check(Cell cell, CompletableFuture<String> call) {
    Scenario scenario = cell.scenario;
    if (scenario.succeeds()) {
      assertThat(call).isCompletedWithValue("good");
    } else if (scenario == Scenario.FALLBACK) {
      assertThat(call).isCompletedWithValue("instead");
    } else if (scenario == Scenario.CANCELLED && !cell.shape.blocking) {
      assertThat(call).isCancelled();
    } else {
      Throwable failure = failure(call);
      assertThat(RetryInfo.of(failure).orElseThrow().reason()).isEqualTo(cell.outcome().tag());
    }
  }

  private static Throwable failure(CompletableFuture<String> call) {
    return call.handle((value, failure) -> failure).join();
  }

  private static CallStats stats(ApplicationContext context, Shape shape) {
    return context
        .getBean(StatsBook.class)
        .of("default", shape.ofCode ? "(code)" : "Shapes." + shape.name);
  }
}
