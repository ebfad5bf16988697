package io.github.retrystarter.shapes;

import io.github.retrystarter.ReactiveRetry;
import io.github.retrystarter.shapes.Cell.Call;
import io.github.retrystarter.shapes.Cell.Shape;
import io.reactivex.rxjava3.core.BackpressureStrategy;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.reactivestreams.FlowAdapters;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Shape × scenario: how often the work was called, what the caller got, what was counted. */
class ShapeMatrixTest {

  private static Shape<Shapes> bean(String name, Call<Shapes> call) {
    return new Shape<>(name, Shapes.class, false, false, call);
  }

  private static Shape<Shapes> code(String name, Call<Shapes> call) {
    return new Shape<>(name, Shapes.class, true, false, call);
  }

  private static List<Shape<Shapes>> shapes() {
    return List.of(
        new Shape<>(
            "blocking", Shapes.class, false, true, (bean, retry, work) -> now(bean::blocking)),
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
        new Shape<>(
            "call",
            Shapes.class,
            true,
            true,
            (bean, retry, work) -> now(() -> retry.call(work::now))),
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

  static Stream<Cell<Shapes>> cells() {
    return shapes().stream().flatMap(Shape::cells);
  }

  @ParameterizedTest
  @MethodSource("cells")
  void endsInOneWay(Cell<Shapes> cell) {
    cell.play();
  }
}
