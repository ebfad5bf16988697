package io.github.retrystarter;

import java.util.ServiceLoader;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/**
 * How {@link ReactiveRetry} reaches the engine, which this package must not know: its
 * implementation is found once, by {@link ServiceLoader}. Not for applications.
 */
public interface ReactiveRetryProvider {

  /** The engine's implementation. */
  ReactiveRetryProvider INSTANCE =
      ServiceLoader.load(ReactiveRetryProvider.class, ReactiveRetryProvider.class.getClassLoader())
          .findFirst()
          .orElseThrow(
              () ->
                  new IllegalStateException(
                      "META-INF/services of retry-starter is missing: was it lost in a shaded jar?"));

  /**
   * As {@link ReactiveRetry#mono}.
   *
   * @param retry whose policy
   * @param source what is retried
   * @param <T> its value
   * @return retried
   */
  <T> Mono<T> mono(Retry retry, Mono<T> source);

  /**
   * As {@link ReactiveRetry#flux}.
   *
   * @param retry whose policy
   * @param source what is retried
   * @param <T> its elements
   * @return retried
   */
  <T> Flux<T> flux(Retry retry, Flux<T> source);
}
