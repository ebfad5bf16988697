package io.github.retrystarter.aop;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.retrystarter.annotation.Retryable;
import io.github.retrystarter.autoconfigure.RetryAutoConfiguration;
import io.github.retrystarter.event.CallStats;
import io.github.retrystarter.event.Outcome;
import io.github.retrystarter.event.StatsBook;
import io.github.retrystarter.time.Time;
import io.github.retrystarter.time.VirtualTime;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

/** With {@code after-elements: retry}, a fallback is for subscribers who have had nothing. */
class AfterElementsFallbackTest {

  private static final ApplicationContextRunner RUNNER =
      new ApplicationContextRunner()
          .withConfiguration(AutoConfigurations.of(RetryAutoConfiguration.class))
          .withPropertyValues(
              "retry.defaults.jitter=none",
              "retry.defaults.budget=none",
              "retry.defaults.after-elements=retry")
          .withBean(Time.class, () -> new VirtualTime().hurry())
          .withBean(Prices.class);

  /** An element goes out in one attempt only. */
  static class Prices {
    final AtomicInteger calls = new AtomicInteger();

    @Retryable(fallback = "cached")
    public Flux<Integer> withElementIn(int attempt) {
      Flux<Integer> broken = Flux.error(new IOException("broken"));
      return calls.incrementAndGet() == attempt ? Flux.just(1).concatWith(broken) : broken;
    }

    public Flux<Integer> cached() {
      return Flux.just(100);
    }
  }

  private static CallStats stats(org.springframework.context.ApplicationContext context) {
    return context
        .getBean(StatsBook.class)
        .of("default", "AfterElementsFallbackTest.Prices.withElementIn");
  }

  @Test
  void itDoesNotAnswerWhereAnEarlierAttemptHadElements() {
    RUNNER.run(
        context -> {
          Prices bean = context.getBean(Prices.class);
          StepVerifier.create(bean.withElementIn(1)).expectNext(1).verifyErrorMessage("broken");
          assertThat(stats(context).attempts()).isEqualTo(4);
          assertThat(stats(context).calls(Outcome.EXHAUSTED)).isEqualTo(1);
          assertThat(stats(context).fallbackCount(true)).isZero();
        });
  }

  @Test
  void itAnswersWhereNoneHad() {
    RUNNER.run(
        context -> {
          Prices bean = context.getBean(Prices.class);
          StepVerifier.create(bean.withElementIn(100)).expectNext(100).verifyComplete();
          assertThat(stats(context).attempts()).isEqualTo(4);
          assertThat(stats(context).fallbackCount(true)).isEqualTo(1);
        });
  }
}
