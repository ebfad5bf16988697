package io.github.retrystarter.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.retrystarter.annotation.Retryable;
import io.github.retrystarter.policy.RetryConfigurationException;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** {@code retry.mode: aspectj} where there is nothing that could weave. */
class AspectJModeTest {

  private final ApplicationContextRunner runner =
      new ApplicationContextRunner()
          .withConfiguration(AutoConfigurations.of(RetryAutoConfiguration.class))
          .withPropertyValues("retry.mode=aspectj");

  static class Hidden {
    @Retryable
    private String work() {
      return "done";
    }

    String callsWork() {
      return work();
    }
  }

  @Test
  void withoutAspectJTheStartIsRefused() {
    runner
        .withClassLoader(new FilteredClassLoader("org.aspectj"))
        .run(
            context ->
                assertThat(context)
                    .getFailure()
                    .rootCause()
                    .isInstanceOf(RetryConfigurationException.class)
                    .hasMessageContaining(
                        """
                            Property: retry.mode
                            Value: "aspectj"
                            Origin: "retry.mode" from property source "test"
                            Reason: AspectJ is not on the class path
                            Action: Add the dependency org.springframework.boot:spring-boot-starter-aspectj (of AspectJ, aspectjweaver is needed), or set retry.mode: proxy.
                        """));
  }

  @Test
  void proxyModeDoesNotNeedAspectJ() {
    runner
        .withClassLoader(new FilteredClassLoader("org.aspectj"))
        .withPropertyValues("retry.mode=proxy")
        .run(context -> assertThat(context).hasNotFailed());
  }

  @Test
  void anApplicationWithNothingToRetryStarts() {
    runner.run(context -> assertThat(context).hasNotFailed());
  }

  @Test
  void whereRetriesAreDisabledNothingIsAskedOfTheClasses() {
    runner
        .withPropertyValues("retry.enabled=false")
        .withBean(Hidden.class)
        .run(context -> assertThat(context).hasNotFailed());
  }
}
