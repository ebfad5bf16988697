package io.github.retrystarter.test;

import io.github.retrystarter.breaker.Breaker;
import io.github.retrystarter.breaker.Breakers;
import io.github.retrystarter.budget.Budgets;
import io.github.retrystarter.budget.RetryBudget;
import org.springframework.context.ApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.test.context.TestContext;
import org.springframework.test.context.TestContextAnnotationUtils;
import org.springframework.test.context.TestExecutionListener;

/**
 * Lets each test method with virtual time begin as after a start. One of Spring's default
 * listeners, by {@code spring.factories}: first of all, so that what others prepare stays.
 */
final class CleanRetries implements TestExecutionListener, Ordered {

  CleanRetries() {}

  @Override
  public int getOrder() {
    return HIGHEST_PRECEDENCE;
  }

  @Override
  public void beforeTestMethod(TestContext test) {
    if (!TestContextAnnotationUtils.hasAnnotation(test.getTestClass(), VirtualRetryTime.class)) {
      return;
    }
    ApplicationContext context = test.getApplicationContext();
    context.getBeanProvider(RetryTime.class).ifAvailable(RetryTime::reset);
    context.getBeanProvider(Breakers.class).ifAvailable(all -> all.all().forEach(Breaker::reset));
    context
        .getBeanProvider(Budgets.class)
        .ifAvailable(all -> all.all().forEach(RetryBudget::refill));
  }
}
