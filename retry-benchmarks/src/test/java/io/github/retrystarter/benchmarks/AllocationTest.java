package io.github.retrystarter.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import io.github.retrystarter.annotation.Retryable;
import java.lang.management.ManagementFactory;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.aop.interceptor.PerformanceMonitorInterceptor;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;

/**
 * A call that succeeds at once, with metrics on, allocates no byte more than any advised call. Runs
 * without escape analysis: so every allocation in the code counts, and no run differs from another.
 */
class AllocationTest {

  /** After these all classes are loaded and reflection has settled. */
  private static final int WARM_UP = 20_000;

  private static final int CALLS = 100_000;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  @Test
  void aRetryableMethodAllocatesNoMoreThanABareProxy() {
    assertNoMoreThanBare(StarterApplication.class, Work::noArguments);
  }

  @Test
  void aRetryableMethodWithArgumentsAllocatesNoMoreThanABareProxy() {
    assertNoMoreThanBare(StarterApplication.class, work -> work.twoArguments("text", 1000));
  }

  @Test
  void aRetryableMethodOfABeanThatHasAProxyAllocatesNothingMore() {
    assertNoMoreThanBare(AlreadyProxied.class, Work::noArguments);
  }

  @Test
  void aClosedBreakerAndABudgetAllocateNothingMore() {
    try (Subject.Opened bare = Subject.BARE.open();
        Subject.Opened guarded = GuardedSubject.STARTER.open()) {
      assertThat(bytesPerCall(guarded.work(), Work::noArguments))
          .isLessThanOrEqualTo(bytesPerCall(bare.work(), Work::noArguments));
    }
  }

  /** The starter's proxies are leaner than the bare one: that shall not hide anything. */
  @Test
  void aClosedBreakerAndABudgetAllocateNotOneByte() {
    try (Subject.Opened unguarded =
            Subject.open(StarterApplication.class, "retry.defaults.budget=none");
        Subject.Opened guarded = GuardedSubject.STARTER.open()) {
      assertThat(bytesPerCall(guarded.work(), Work::noArguments))
          .isEqualTo(bytesPerCall(unguarded.work(), Work::noArguments));
    }
  }

  @Test
  void aRetryableMethodThatCallsAnotherAllocatesNoMoreThanTwoBareProxies() {
    try (Subject.Opened nested =
        Subject.open(NestedApplication.class, "retry.circuit-breakers.work.open-duration=1h")) {
      Work bare = BareProxy.of(new Delegating(BareProxy.of(new BareApplication.Plain())));
      assertThat(bytesPerCall(nested.work(), Work::noArguments))
          .isLessThanOrEqualTo(bytesPerCall(bare, Work::noArguments));
    }
  }

  /** Only beside advice of the user's own are the arguments copied, for it may write into them. */
  @Test
  void argumentsAreNotCopiedBesideAdviceOfSprings() {
    try (Subject.Opened retryable = Subject.open(BesideSprings.class)) {
      Work bare = spring(new BareApplication.Plain());
      Consumer<Work> call = work -> work.twoArguments("text", 1000);
      assertThat(bytesPerCall(retryable.work(), call))
          .isLessThanOrEqualTo(bytesPerCall(bare, call));
    }
  }

  @Test
  void anAllocationWouldBeSeen() {
    try (Subject.Opened opened = Subject.BARE.open()) {
      Work work = opened.work();
      assertThat(bytesPerCall(work, each -> sink = new Object[] {each.noArguments()}))
          .isGreaterThan(bytesPerCall(work, Work::noArguments));
    }
  }

  @SuppressWarnings("unused") // keeps an object from being optimized away
  private volatile Object sink = "";

  private void assertNoMoreThanBare(Class<?> application, Consumer<Work> call) {
    try (Subject.Opened bare = Subject.BARE.open();
        Subject.Opened retryable = Subject.open(application)) {
      assertThat(bytesPerCall(retryable.work(), call))
          .isLessThanOrEqualTo(bytesPerCall(bare.work(), call));
    }
  }

  private long bytesPerCall(Work work, Consumer<Work> call) {
    repeat(WARM_UP, work, call);
    long before = threads.getCurrentThreadAllocatedBytes();
    repeat(CALLS, work, call);
    // Rounded down: what is allocated once only, such as the clock's thread, is no call's.
    return (threads.getCurrentThreadAllocatedBytes() - before) / CALLS;
  }

  private static void repeat(int times, Work work, Consumer<Work> call) {
    for (int i = 0; i < times; i++) {
      call.accept(work);
    }
  }

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class AlreadyProxied {
    @Bean
    Work work() {
      return BareProxy.of(new StarterApplication.Annotated());
    }
  }

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class BesideSprings {
    @Bean
    Work work() {
      return spring(new StarterApplication.Annotated());
    }
  }

  /** Both are retryable, with the same breaker. */
  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class NestedApplication {
    @Bean
    @Primary
    Work outer(@Qualifier("inner") Work inner) {
      return new RetryableDelegating(inner);
    }

    @Bean
    Work inner() {
      return new GuardedStarterApplication.Annotated();
    }
  }

  static class RetryableDelegating extends Delegating {
    RetryableDelegating(Work inner) {
      super(inner);
    }

    @Override
    @Retryable(circuitBreaker = "work")
    public Object noArguments() {
      return super.noArguments();
    }
  }

  static class Delegating extends Work {
    private final Work inner;

    Delegating(Work inner) {
      this.inner = inner;
    }

    @Override
    public Object noArguments() {
      return inner.noArguments();
    }

    @Override
    public Object twoArguments(String text, int number) {
      return inner.twoArguments(text, number);
    }

    @Override
    public Object failsOnce() {
      return inner.failsOnce();
    }
  }

  private static Work spring(Work target) {
    ProxyFactory factory = new ProxyFactory();
    factory.setTarget(target);
    factory.setProxyTargetClass(true);
    factory.addAdvice(new PerformanceMonitorInterceptor());
    return (Work) factory.getProxy();
  }
}
