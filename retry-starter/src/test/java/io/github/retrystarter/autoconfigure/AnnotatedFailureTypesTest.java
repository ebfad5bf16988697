package io.github.retrystarter.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.retrystarter.annotation.Retryable;
import io.github.retrystarter.time.Time;
import io.github.retrystarter.time.VirtualTime;
import java.io.EOFException;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class AnnotatedFailureTypesTest {

  private final ApplicationContextRunner runner =
      new ApplicationContextRunner()
          .withConfiguration(AutoConfigurations.of(RetryAutoConfiguration.class))
          .withBean(Time.class, VirtualTime::new)
          .withBean(Service.class);

  static class Service {
    private int calls;

    /** A method, because the proxy has fields of its own. */
    int calls() {
      return calls;
    }

    @Retryable(excludes = EOFException.class)
    void excluding(IOException failure) throws IOException {
      calls++;
      throw failure;
    }

    @Retryable(includes = EOFException.class)
    void including(IOException failure) throws IOException {
      calls++;
      throw failure;
    }
  }

  @Test
  void excludedTypesAreNotRetriedAndOthersAre() {
    assertCalls(1, service -> service.excluding(new EOFException()));
    assertCalls(4, service -> service.excluding(new IOException()));
  }

  @Test
  void onlyIncludedTypesAreRetried() {
    assertCalls(4, service -> service.including(new EOFException()));
    assertCalls(1, service -> service.including(new IOException()));
  }

  private interface Work {
    void on(Service service) throws IOException;
  }

  private void assertCalls(int expected, Work work) {
    runner.run(
        context -> {
          Service service = context.getBean(Service.class);
          assertThatThrownBy(() -> work.on(service)).isInstanceOf(IOException.class);
          assertThat(service.calls()).isEqualTo(expected);
        });
  }
}
