package io.github.retrystarter.aop;

import java.util.Objects;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.springframework.core.io.support.SpringFactoriesLoader.FailureHandler;

/** What Boot prints when a start fails, by the analyzers that it finds itself. */
final class FailureText {

  private FailureText() {}

  static String of(AssertableApplicationContext context) {
    Throwable failure =
        Objects.requireNonNull(context.getStartupFailure(), "the context has started");
    FailureHandler unavailable = (type, name, reason) -> {};
    FailureAnalysis analysis =
        SpringFactoriesLoader.forDefaultResourceLocation()
            .load(FailureAnalyzer.class, unavailable)
            .stream()
            .map(analyzer -> analyzer.analyze(failure))
            .filter(Objects::nonNull)
            .findFirst()
            .orElseThrow(() -> new AssertionError("no analyzer knows it", failure));
    return analysis.getDescription() + "\n\nAction: " + analysis.getAction();
  }
}
