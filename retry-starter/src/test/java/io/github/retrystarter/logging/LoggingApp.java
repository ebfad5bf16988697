package io.github.retrystarter.logging;

import io.github.retrystarter.time.Time;
import io.github.retrystarter.time.VirtualTime;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.handler.DefaultTracingObservationHandler;
import io.micrometer.tracing.otel.bridge.EventPublishingContextWrapper;
import io.micrometer.tracing.otel.bridge.OtelCurrentTraceContext;
import io.micrometer.tracing.otel.bridge.OtelTracer;
import io.micrometer.tracing.otel.bridge.Slf4JEventListener;
import io.opentelemetry.context.ContextStorage;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import java.io.IOException;
import org.slf4j.MDC;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;

/**
 * An application with traces, that {@link StructuredLogIT} starts in a JVM of its own: a call that
 * is retried twice and then given up, on virtual time. It prints its trace.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
class LoggingApp {

  @Bean
  OrderService orders() {
    return new OrderService();
  }

  @Bean
  Time time() {
    return new VirtualTime();
  }

  @Bean
  DefaultTracingObservationHandler tracing() {
    OtelCurrentTraceContext current = new OtelCurrentTraceContext();
    Slf4JEventListener mdc = new Slf4JEventListener();
    ContextStorage.addWrapper(new EventPublishingContextWrapper(mdc::onEvent));
    Tracer tracer =
        new OtelTracer(SdkTracerProvider.builder().build().get("test"), current, mdc::onEvent);
    return new DefaultTracingObservationHandler(tracer);
  }

  public static void main(String[] args) {
    try (ConfigurableApplicationContext context = SpringApplication.run(LoggingApp.class, args)) {
      OrderService orders = context.getBean(OrderService.class);
      Observation.createNotStarted("order", context.getBean(ObservationRegistry.class))
          .observe(
              () -> {
                System.out.println("trace " + MDC.get("traceId"));
                calls(orders);
              });
    }
  }

  private static void calls(OrderService orders) {
    try {
      orders.create();
    } catch (IOException givenUp) {
      System.out.println("given up");
    }
    try {
      orders.cancel();
    } catch (IOException givenUp) {
      System.out.println("given up");
    }
  }
}
