package io.github.retrystarter.shapes;

import io.github.retrystarter.shapes.Scenario.Event;
import io.github.retrystarter.test.RetryTime;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import reactor.core.publisher.Mono;

/** Attempts that end as the scenario says; its last event goes on for ever. */
public final class Work {

  private final RetryTime time;
  private final Scenario scenario;
  private final List<CompletableFuture<String>> promised = new ArrayList<>();
  private int calls;

  Work(RetryTime time, Scenario scenario) {
    this.time = time;
    this.scenario = scenario;
  }

  int calls() {
    return calls;
  }

  /** What was promised and never kept. */
  boolean allCancelled() {
    return promised.stream().allMatch(CompletableFuture::isCancelled);
  }

  private Event next() {
    calls++;
    return scenario.events.get(Math.min(calls, scenario.events.size()) - 1);
  }

  String now() throws Exception {
    Event event = next();
    if (event == Event.NOTHING) {
      time.advance(Duration.ofSeconds(5));
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
    if (event == Event.VALUE) {
      return "good";
    }
    throw failure(event);
  }

  CompletableFuture<String> later() {
    Event event = next();
    return switch (event) {
      case VALUE -> CompletableFuture.completedFuture("good");
      case NOTHING -> {
        CompletableFuture<String> never = new CompletableFuture<>();
        promised.add(never);
        yield never;
      }
      default -> CompletableFuture.failedFuture(failure(event));
    };
  }

  Mono<String> onSubscription() {
    Event event = next();
    return switch (event) {
      case VALUE -> Mono.just("good");
      case NOTHING -> Mono.never();
      default -> Mono.error(failure(event));
    };
  }

  private static Exception failure(Event event) {
    return switch (event) {
      case BUG -> new IllegalArgumentException("bug");
      case ANSWERABLE -> new Answerable();
      default -> new IOException("broken");
    };
  }
}
