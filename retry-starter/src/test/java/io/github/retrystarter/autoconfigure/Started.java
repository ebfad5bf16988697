package io.github.retrystarter.autoconfigure;

import io.github.retrystarter.breaker.Breaker;
import io.github.retrystarter.breaker.Breakers;
import io.github.retrystarter.budget.Budgets;
import io.github.retrystarter.budget.RetryBudget;
import io.github.retrystarter.engine.CallSite;
import io.github.retrystarter.engine.CallSites;
import io.github.retrystarter.policy.Policy;
import io.github.retrystarter.policy.PolicyBook;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.springframework.context.ConfigurableApplicationContext;

/** What an application with a configuration file has made of it. */
record Started(PolicyBook book, Breakers breakers, Budgets budgets, CallSites sites) {

  static Started with(String yml) {
    return with(yml, Map.of());
  }

  /** The beans are retryable; the environment is that of the process. */
  static Started with(String yml, Map<String, Object> environment, Class<?>... beans) {
    TestApplication application = new TestApplication().environment(environment);
    for (Class<?> bean : beans) {
      application.bean(bean.getSimpleName(), bean, "");
    }
    try {
      Path directory = Files.createTempDirectory("started");
      Path file = Files.writeString(directory.resolve("application.yml"), yml);
      try {
        return with(application, file);
      } finally {
        Files.delete(file);
        Files.delete(directory);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Started with(TestApplication application, Path file) {
    try (ConfigurableApplicationContext context = application.start(file)) {
      return new Started(
          context.getBean(PolicyBook.class),
          context.getBean(Breakers.class),
          context.getBean(Budgets.class),
          context.getBean(CallSites.class));
    }
  }

  Policy policy(String name) {
    return Objects.requireNonNull(book.policies().get(name), name);
  }

  /** Of a method, as in the metrics. */
  Policy policyOf(String method) {
    return sites.all().stream()
        .filter(site -> site.stats().method().equals(method))
        .map(CallSite::policy)
        .findFirst()
        .orElseThrow();
  }

  Breaker breaker(String name) {
    return Objects.requireNonNull(breakers.find(name), name);
  }

  RetryBudget budget(String name) {
    return Objects.requireNonNull(budgets.find(name), name);
  }
}
