package io.github.retrystarter.woven;

import io.github.retrystarter.RetryContext;
import io.github.retrystarter.annotation.Retryable;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.MDC;
import reactor.core.publisher.Mono;

/** Woven methods whose results come later, and what each of their attempts sees. */
@SuppressWarnings("UnusedMethod")
final class Later {

  static final List<String> SEEN = new CopyOnWriteArrayList<>();
  private static int failures;

  static void failing(int times) {
    SEEN.clear();
    failures = times;
  }

  /** Tells its argument, the attempt's number, and whose call it is by the MDC. */
  private static String work(String with) throws IOException {
    int attempt = RetryContext.current().map(RetryContext::attempt).orElse(0);
    SEEN.add("%s %d %s".formatted(with, attempt, MDC.get("user")));
    if (SEEN.size() <= failures) {
      throw new IOException("broken " + SEEN.size());
    }
    return with + " at " + SEEN.size();
  }

  private static CompletableFuture<String> promise(String with) {
    try {
      return CompletableFuture.completedFuture(work(with));
    } catch (IOException failure) {
      return CompletableFuture.failedFuture(failure);
    }
  }

  private static Mono<String> promised(String with) {
    return Mono.fromFuture(promise(with));
  }

  @Retryable
  static CompletableFuture<String> ofTheClass(String with) {
    return promise(with);
  }

  @Retryable
  private Mono<String> hidden(String with) {
    return promised(with);
  }

  Mono<String> callsHidden(String with) {
    return hidden(with);
  }

  @Retryable
  @Numbered
  static CompletableFuture<String> numberedOfTheClass(String with) {
    return promise(with);
  }

  @Retryable
  @Numbered
  private Mono<String> numberedHidden(String with) {
    return promised(with);
  }

  Mono<String> callsNumberedHidden(String with) {
    return numberedHidden(with);
  }
}
