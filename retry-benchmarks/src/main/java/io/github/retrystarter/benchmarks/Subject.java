package io.github.retrystarter.benchmarks;

import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** What is measured: the bare proxy, the starter, its peers. */
public enum Subject {
  /** What all others are compared to. */
  BARE("bare Spring AOP proxy", BareApplication.class),
  /** The starter. */
  STARTER("Retry Starter `@Retryable`", StarterApplication.class),
  /** Spring Framework's own annotation. */
  SPRING_FRAMEWORK(
      "Spring Framework `@Retryable` (has no metrics)", SpringFrameworkApplication.class),
  /** Resilience4j's annotation. */
  RESILIENCE4J("Resilience4j `@Retry`", Resilience4jApplication.class),
  /** Spring Retry's annotation. */
  SPRING_RETRY("Spring Retry `@Retryable`", SpringRetryApplication.class),
  /**
   * The bare proxy at its best: where nothing else has run, the compiler knows all keys of Spring's
   * cache of interceptors to be of one class, and leaves their allocation out.
   */
  BARE_ALONE("bare Spring AOP proxy, no application in the JVM", null);

  private final String title;
  private final @Nullable Class<?> application;

  Subject(String title, @Nullable Class<?> application) {
    this.title = title;
    this.application = application;
  }

  /** The name in the table. */
  String title() {
    return title;
  }

  /** Makes the proxy. */
  Opened open() {
    return application == null
        ? new Opened(BareProxy.of(new BareApplication.Plain()), null)
        : open(application);
  }

  /** Starts an application that has a bean of type {@link Work}. */
  static Opened open(Class<?> application, String... properties) {
    ConfigurableApplicationContext context =
        new SpringApplicationBuilder(application)
            .web(WebApplicationType.NONE)
            .properties(
                "spring.main.banner-mode=off",
                "logging.level.root=warn",
                "resilience4j.retry.instances.work.wait-duration=1ms")
            .properties(properties)
            .run();
    return new Opened(context.getBean(Work.class), context);
  }

  /**
   * A subject, ready to be called.
   *
   * @param work the proxy
   * @param context the application; null where there is none
   */
  record Opened(Work work, @Nullable ConfigurableApplicationContext context)
      implements AutoCloseable {

    /** The meters of the application. */
    MeterRegistry meters() {
      if (context == null) {
        throw new IllegalStateException("there is no application");
      }
      return context.getBean(MeterRegistry.class);
    }

    @Override
    public void close() {
      if (context != null) {
        context.close();
      }
    }
  }
}
