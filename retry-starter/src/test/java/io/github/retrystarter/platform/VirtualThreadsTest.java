package io.github.retrystarter.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.retrystarter.RetryContext;
import io.github.retrystarter.RetryEvent;
import io.github.retrystarter.RetryInfo;
import io.github.retrystarter.RetryListener;
import io.github.retrystarter.annotation.Retryable;
import io.github.retrystarter.autoconfigure.RetryAutoConfiguration;
import io.github.retrystarter.time.Time;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** Ten thousand calls that wait at the same time, each in a virtual thread of its own. */
@Timeout(120)
@EnabledForJreRange(min = JRE.JAVA_21)
class VirtualThreadsTest {

  private static final int CALLS = 10_000;

  static class Service {
    private final AtomicInteger attempts = new AtomicInteger();
    private final CountDownLatch allHaveFailedOnce = new CountDownLatch(CALLS);

    @Retryable("patient")
    String patient() throws IOException {
      attempts.incrementAndGet();
      allHaveFailedOnce.countDown();
      throw new IOException("down");
    }

    @Retryable("quick")
    String quick() throws Exception {
      attempts.incrementAndGet();
      if (RetryContext.current().orElseThrow().attempt() == 1) {
        allHaveFailedOnce.countDown();
        throw new IOException("down");
      }
      // Nobody is through before the last one has come.
      allHaveFailedOnce.await();
      return "up";
    }
  }

  /** Itself, and not its proxy: that one has no fields. */
  private final Service target = new Service();

  private final ApplicationContextRunner runner =
      new ApplicationContextRunner()
          .withConfiguration(AutoConfigurations.of(RetryAutoConfiguration.class))
          .withBean(Service.class, () -> target)
          .withPropertyValues(
              "retry.defaults.budget=none",
              "retry.defaults.jitter=none",
              "retry.policies.patient.delay=2h",
              "retry.policies.patient.max-delay=2h",
              "retry.policies.patient.timeout=9h",
              "retry.policies.quick.delay=20ms",
              "retry.policies.quick.max-retries=1");

  private final Map<String, AtomicInteger> ends = new ConcurrentHashMap<>();

  private interface Work {
    String run() throws Exception;
  }

  private List<Thread> start(ThreadFactory factory, Work work) {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < CALLS; i++) {
      Thread thread =
          factory.newThread(
              () -> {
                String[] end = {""};
                Throwable thrown = catchThrowable(() -> end[0] = work.run());
                String told = thrown == null ? end[0] : RetryInfo.of(thrown).orElseThrow().reason();
                ends.computeIfAbsent(told, each -> new AtomicInteger()).incrementAndGet();
              });
      thread.start();
      threads.add(thread);
    }
    return threads;
  }

  /** With a carrier for each of the few processors, one pinned call would hold up thousands. */
  @Test
  void allWaitAtOnceWithoutACarrierAndEndWithTheContext(@TempDir Path folder) throws Exception {
    ThreadFactory factory = virtualThreads();
    try (Recording recording = new Recording()) {
      recording.enable("jdk.VirtualThreadPinned").withThreshold(Duration.ZERO);
      recording.start();
      runner.run(
          context -> {
            Service service = context.getBean(Service.class);
            List<Thread> threads = start(factory, service::patient);
            target.allHaveFailedOnce.await();
            for (Thread each : threads) {
              while (each.getState() != Thread.State.TIMED_WAITING) {
                Thread.onSpinWait();
              }
            }
            // All wait, and there is still a carrier for whoever comes now.
            Thread another = factory.newThread(() -> ends.put("another", new AtomicInteger(1)));
            another.start();
            another.join();
            context.getBean(Time.class).close();
            for (Thread each : threads) {
              each.join();
            }
            assertThat(target.attempts).hasValue(CALLS);
          });
      recording.stop();
      Path file = folder.resolve("pinned.jfr");
      recording.dump(file);
      // Whoever comes first has classes loaded, which pins; that is no wait.
      assertThat(RecordingFile.readAllEvents(file))
          .noneMatch(each -> each.toString().contains("SystemTime.sleep("));
    }
    assertThat(count("shutdown")).isEqualTo(CALLS);
    assertThat(count("another")).isEqualTo(1);
    assertThat(ends).hasSize(2);
  }

  @Test
  void allComeThroughWithTheirRetry() throws Exception {
    ThreadFactory factory = virtualThreads();
    AtomicInteger retries = new AtomicInteger();
    runner
        .withBean(
            RetryListener.class,
            () ->
                new RetryListener() {
                  @Override
                  public void onRetry(RetryEvent event) {
                    retries.incrementAndGet();
                  }
                })
        .run(
            context -> {
              Service service = context.getBean(Service.class);
              for (Thread each : start(factory, service::quick)) {
                each.join();
              }
              assertThat(target.attempts).hasValue(2 * CALLS);
            });
    assertThat(count("up")).isEqualTo(CALLS);
    assertThat(ends).hasSize(1);
    assertThat(retries).hasValue(CALLS);
  }

  private int count(String end) {
    return Objects.requireNonNull(ends.get(end), end).get();
  }

  /** By reflection: the tests are compiled for Java 17. */
  private static ThreadFactory virtualThreads() throws ReflectiveOperationException {
    Object builder = Thread.class.getMethod("ofVirtual").invoke(null);
    Class<?> type = Class.forName("java.lang.Thread$Builder");
    return (ThreadFactory) type.getMethod("factory").invoke(builder);
  }
}
