package io.github.retrystarter.woven;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.github.retrystarter.annotation.Retryable;
import io.github.retrystarter.autoconfigure.RetryAutoConfiguration;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.ref.WeakReference;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

/** The aspect serves a whole class loader, while contexts come and go. */
@Tag("load-time-weaving")
class WovenContextsIT {

  private static final ApplicationContextRunner RUNNER =
      Woven.aspect().withPropertyValues("retry.defaults.delay=0");

  private static int calls() {
    Shapes shapes = new Shapes();
    assertThatThrownBy(() -> shapes.callsHidden("tea")).isInstanceOf(IOException.class);
    return shapes.work.calls();
  }

  @Test
  void withoutAContextAMethodRunsAsIfNotAnnotated() {
    assertThat(calls()).isEqualTo(1);
    RUNNER.run(context -> assertThat(calls()).isEqualTo(4));
    assertThat(calls()).isEqualTo(1);
  }

  @Test
  void theNewestContextAnswersUntilItIsClosed() {
    RUNNER.run(
        older -> {
          assertThat(calls()).isEqualTo(4);
          RUNNER
              .withPropertyValues("retry.defaults.max-retries=1")
              .run(newer -> assertThat(calls()).isEqualTo(2));
          assertThat(calls()).isEqualTo(4);
        });
  }

  @Test
  void aContextInProxyModeDoesNotCount() {
    RUNNER.run(
        older ->
            RUNNER
                .withPropertyValues("retry.mode=proxy", "retry.defaults.max-retries=1")
                .run(newer -> assertThat(calls()).isEqualTo(4)));
  }

  @Test
  void aContextWhoseStartFailedIsNotLeftBehind() {
    RUNNER
        .withBean(Shapes.class)
        .withBean(Placed.Misspelt.class)
        .run(context -> assertThat(context).hasFailed());
    assertThat(calls()).isEqualTo(1);
  }

  static class Eager implements InitializingBean {
    final Flaky work = new Flaky();

    @Retryable
    private String load() throws IOException {
      return work.failing(2).call("tea");
    }

    @Override
    public void afterPropertiesSet() throws Exception {
      load();
    }
  }

  @Test
  void aBeanThatCallsItselfWhileItIsCreatedIsRetried() {
    RUNNER
        .withBean("first", Shapes.class)
        .withBean("second", Eager.class)
        .run(context -> assertThat(context.getBean(Eager.class).work.calls()).isEqualTo(3));
  }

  @Test
  void aClosedContextCanBeCollected() {
    WeakReference<ConfigurableApplicationContext> closed = useAndClose();
    for (int i = 0; i < 100 && closed.get() != null; i++) {
      System.gc();
    }
    assertThat(closed.get()).isNull();
  }

  private static WeakReference<ConfigurableApplicationContext> useAndClose() {
    try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
      TestPropertyValues.of(
              "retry.mode=aspectj",
              "retry.defaults.delay=0",
              "retry.circuit-breakers.gateway.consecutive-failures=2")
          .applyTo(context);
      context.register(RetryAutoConfiguration.class, Shapes.class);
      context.refresh();
      assertThat(calls()).isEqualTo(4);
      return new WeakReference<>(context);
    }
  }

  static class Instant {
    @Retryable
    private Object next() {
      return this; // no number, which AspectJ would put into a box
    }

    Object run(int times) {
      Object last = this;
      for (int i = 0; i < times; i++) {
        last = next();
      }
      return last;
    }
  }

  /**
   * The join point, its closure and their arguments are AspectJ's; nothing of ours is with them.
   */
  @Test
  void aCallThatSucceedsAtOnceAllocatesWhatTheWovenOneDoesAnyway() {
    long silent = bytesPerCall();
    long[] retried = {0};
    RUNNER.run(context -> retried[0] = bytesPerCall());
    // Without the compiler's help (it may leave some out), with AspectJ 1.9.25 on a 64-bit JVM.
    assertThat(silent).isBetween(1L, 200L);
    assertThat(retried[0]).isLessThanOrEqualTo(silent);
  }

  private static long bytesPerCall() {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    Instant object = new Instant();
    int times = 200_000;
    object.run(times);
    long before = threads.getCurrentThreadAllocatedBytes();
    object.run(times);
    return (threads.getCurrentThreadAllocatedBytes() - before) / times;
  }
}
