package io.github.retrystarter.shapes;

import io.github.retrystarter.annotation.Retryable;
import io.reactivex.rxjava3.core.Flowable;
import io.reactivex.rxjava3.core.Maybe;
import io.reactivex.rxjava3.core.Observable;
import io.reactivex.rxjava3.core.Single;
import io.smallrye.mutiny.Multi;
import io.smallrye.mutiny.Uni;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import org.reactivestreams.FlowAdapters;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** The same work in every shape, each with a fallback for one type of failure. */
class Shapes {

  private final Work work;

  Shapes(Work work) {
    this.work = work;
  }

  @Retryable(fallback = "blockingInstead")
  public String blocking() throws Exception {
    return work.now();
  }

  public String blockingInstead(Answerable failure) {
    return "instead";
  }

  @Retryable(fallback = "futureInstead")
  public CompletableFuture<String> future() {
    return work.later();
  }

  public CompletableFuture<String> futureInstead(Answerable failure) {
    return CompletableFuture.completedFuture("instead");
  }

  @Retryable(fallback = "futureInstead")
  public CompletionStage<String> stage() {
    return work.later();
  }

  @Retryable(fallback = "futureInstead")
  public Future<String> plainFuture() {
    return work.later();
  }

  @Retryable(fallback = "monoInstead")
  public Mono<String> mono() {
    return work.onSubscription();
  }

  public Mono<String> monoInstead(Answerable failure) {
    return Mono.just("instead");
  }

  @Retryable(fallback = "fluxInstead")
  public Flux<String> flux() {
    return work.onSubscription().flux();
  }

  public Flux<String> fluxInstead(Answerable failure) {
    return Flux.just("instead");
  }

  @Retryable(fallback = "monoInstead")
  public Publisher<String> publisher() {
    return work.onSubscription();
  }

  @Retryable(fallback = "singleInstead")
  public Single<String> single() {
    return Single.fromPublisher(work.onSubscription());
  }

  public Single<String> singleInstead(Answerable failure) {
    return Single.just("instead");
  }

  @Retryable(fallback = "maybeInstead")
  public Maybe<String> maybe() {
    return Maybe.fromPublisher(work.onSubscription());
  }

  public Maybe<String> maybeInstead(Answerable failure) {
    return Maybe.just("instead");
  }

  @Retryable(fallback = "flowableInstead")
  public Flowable<String> flowable() {
    return Flowable.fromPublisher(work.onSubscription());
  }

  public Flowable<String> flowableInstead(Answerable failure) {
    return Flowable.just("instead");
  }

  @Retryable(fallback = "observableInstead")
  public Observable<String> observable() {
    return Observable.fromPublisher(work.onSubscription());
  }

  public Observable<String> observableInstead(Answerable failure) {
    return Observable.just("instead");
  }

  @Retryable(fallback = "uniInstead")
  public Uni<String> uni() {
    return Uni.createFrom().publisher(FlowAdapters.toFlowPublisher(work.onSubscription()));
  }

  public Uni<String> uniInstead(Answerable failure) {
    return Uni.createFrom().item("instead");
  }

  @Retryable(fallback = "multiInstead")
  public Multi<String> multi() {
    return Multi.createFrom().publisher(FlowAdapters.toFlowPublisher(work.onSubscription()));
  }

  public Multi<String> multiInstead(Answerable failure) {
    return Multi.createFrom().item("instead");
  }
}
