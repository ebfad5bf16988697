package io.github.retrystarter.autoconfigure;

import io.github.retrystarter.policy.Problem;
import io.github.retrystarter.policy.RetryConfigurationException;
import java.util.List;
import java.util.stream.Collectors;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Shows what is wrong with the configuration: what was found, where, what is legal, what to do. */
final class RetryConfigurationFailureAnalyzer
    extends AbstractFailureAnalyzer<RetryConfigurationException> {

  @Override
  protected FailureAnalysis analyze(Throwable root, RetryConfigurationException cause) {
    List<Problem> problems = cause.problems();
    String description =
        problems.stream()
            .map(problem -> problem.describe("    "))
            .collect(Collectors.joining("\n", "The retry configuration is not valid:\n\n", ""))
            .stripTrailing();
    String action =
        problems.size() == 1
            ? problems.get(0).action()
            : problems.stream()
                .map(problem -> "- " + problem.place() + "\n      " + problem.action())
                .collect(Collectors.joining("\n"));
    return new FailureAnalysis(description, action, cause);
  }
}
