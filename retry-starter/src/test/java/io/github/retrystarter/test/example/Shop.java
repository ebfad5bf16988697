package io.github.retrystarter.test.example;

import io.github.retrystarter.annotation.Retryable;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Callable;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;

/** The application that the README's example tests. */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
class Shop {

  /** What the service calls. */
  interface Gateway {
    String charge() throws Exception;
  }

  /** Answers as a test has told it. */
  static final class FakeGateway implements Gateway {
    private final Deque<Callable<String>> answers = new ArrayDeque<>();

    @SafeVarargs
    final void answers(Callable<String>... inOrder) {
      answers.clear();
      for (Callable<String> each : inOrder) {
        answers.add(each);
      }
    }

    @Override
    public String charge() throws Exception {
      return answers.remove().call();
    }
  }

  static class PaymentService {
    private final Gateway gateway;

    PaymentService(Gateway gateway) {
      this.gateway = gateway;
    }

    @Retryable("payments")
    String charge() throws Exception {
      return gateway.charge();
    }
  }

  @Bean
  FakeGateway gateway() {
    return new FakeGateway();
  }

  @Bean
  PaymentService payments(Gateway gateway) {
    return new PaymentService(gateway);
  }
}
