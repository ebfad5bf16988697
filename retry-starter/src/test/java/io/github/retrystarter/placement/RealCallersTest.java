package io.github.retrystarter.placement;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.retrystarter.RetryInfo;
import io.github.retrystarter.annotation.Retryable;
import io.github.retrystarter.autoconfigure.RetryAutoConfiguration;
import io.github.retrystarter.test.RetryTime;
import io.github.retrystarter.time.Time;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.test.web.servlet.MockMvc;
import org.springframework.test.web.servlet.request.MockMvcRequestBuilders;
import org.springframework.test.web.servlet.result.MockMvcResultMatchers;
import org.springframework.test.web.servlet.setup.MockMvcBuilders;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.config.annotation.EnableWebMvc;

/** Methods that Spring itself calls: by schedule, for an event, for a request. */
@Timeout(60)
class RealCallersTest {

  private final ApplicationContextRunner runner =
      new ApplicationContextRunner()
          .withConfiguration(AutoConfigurations.of(RetryAutoConfiguration.class))
          .withBean(Time.class, RetryTime::new)
          .withPropertyValues("retry.defaults.budget=none");

  /** Counts calls, and fails until the third. */
  static final class Calls {
    private final AtomicInteger count = new AtomicInteger();
    private final CountDownLatch through = new CountDownLatch(1);

    int call() throws IOException {
      if (count.incrementAndGet() < 3) {
        throw new IOException("not yet");
      }
      through.countDown();
      return count.get();
    }

    int count() {
      return count.get();
    }
  }

  static class Job {
    private final Calls calls;

    Job(Calls calls) {
      this.calls = calls;
    }

    @Scheduled(fixedDelay = 3_600_000)
    @Retryable
    void run() throws IOException {
      calls.call();
    }
  }

  @Configuration(proxyBeanMethods = false)
  @EnableScheduling
  static class Scheduling {}

  @Test
  void aScheduledMethodIsRetriedWithinOneRun() {
    Calls calls = new Calls();
    runner
        .withUserConfiguration(Scheduling.class)
        .withBean(Job.class, () -> new Job(calls))
        .run(context -> calls.through.await());
    assertThat(calls.count()).isEqualTo(3);
  }

  record Paid(int order) {}

  static class Shipping {
    private final Calls calls;

    Shipping(Calls calls) {
      this.calls = calls;
    }

    @EventListener
    @Retryable
    void paid(Paid event) throws IOException {
      calls.call();
    }
  }

  static class Warehouse implements ApplicationListener<ShipmentRequested> {
    private final Calls calls;

    Warehouse(Calls calls) {
      this.calls = calls;
    }

    @Override
    @Retryable
    public void onApplicationEvent(ShipmentRequested event) {
      try {
        calls.call();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  static final class ShipmentRequested extends ApplicationEvent {
    private static final long serialVersionUID = 1L;

    ShipmentRequested(Object source) {
      super(source);
    }
  }

  @Test
  void anEventListenerMethodIsRetriedAndGetsTheEventOnce() {
    Calls calls = new Calls();
    runner
        .withBean(Shipping.class, () -> new Shipping(calls))
        .run(context -> context.publishEvent(new Paid(7)));
    assertThat(calls.count()).isEqualTo(3);
  }

  @Test
  void soIsAListenerBeanBehindItsGenericInterface() {
    Calls calls = new Calls();
    runner
        .withBean(Warehouse.class, () -> new Warehouse(calls))
        .run(context -> context.publishEvent(new ShipmentRequested(this)));
    assertThat(calls.count()).isEqualTo(3);
  }

  @RestController
  static class Api {
    private final Calls calls;

    Api(Calls calls) {
      this.calls = calls;
    }

    @GetMapping("/orders")
    @Retryable
    String orders() throws IOException {
      return "orders after " + calls.call();
    }
  }

  @Configuration(proxyBeanMethods = false)
  @EnableWebMvc
  static class Web {}

  @Test
  void aControllersMethodIsRetriedWithinOneRequest() {
    Calls calls = new Calls();
    new WebApplicationContextRunner()
        .withConfiguration(AutoConfigurations.of(RetryAutoConfiguration.class))
        .withUserConfiguration(Web.class)
        .withBean(Time.class, RetryTime::new)
        .withBean(Api.class, () -> new Api(calls))
        .run(
            context -> {
              MockMvc mvc = MockMvcBuilders.webAppContextSetup(context).build();
              mvc.perform(MockMvcRequestBuilders.get("/orders"))
                  .andExpect(MockMvcResultMatchers.content().string("orders after 3"));
            });
    assertThat(calls.count()).isEqualTo(3);
  }

  static class InTheParent {
    private final Calls calls;

    InTheParent(Calls calls) {
      this.calls = calls;
    }

    @Retryable
    int work() throws IOException {
      return calls.call();
    }
  }

  @Test
  void aBeanOfAParentContextIsRetriedByItsOwnContext() {
    Calls calls = new Calls();
    runner
        .withBean(InTheParent.class, () -> new InTheParent(calls))
        .withPropertyValues("retry.defaults.max-retries=2")
        .run(
            parent ->
                runner
                    .withParent(parent)
                    .withPropertyValues("retry.defaults.max-retries=0")
                    .run(
                        child -> assertThat(child.getBean(InTheParent.class).work()).isEqualTo(3)));
    assertThat(calls.count()).isEqualTo(3);
  }

  /** The starter is in the child only: the parent's beans are not its business. */
  @Test
  void aBeanOfAParentWithoutTheStarterRunsOnce() {
    Calls calls = new Calls();
    try (GenericApplicationContext parent = new GenericApplicationContext()) {
      parent.registerBean(InTheParent.class, () -> new InTheParent(calls));
      parent.refresh();
      runner
          .withParent(parent)
          .run(
              child ->
                  assertThatThrownBy(() -> child.getBean(InTheParent.class).work())
                      .hasMessage("not yet")
                      .satisfies(thrown -> assertThat(RetryInfo.of(thrown)).isEmpty()));
    }
    assertThat(calls.count()).isEqualTo(1);
  }
}
