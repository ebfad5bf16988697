package io.github.retrystarter.tracing;

import static io.micrometer.tracing.test.simple.TracerAssert.assertThat;

import io.github.retrystarter.Retries;
import io.github.retrystarter.autoconfigure.RetryAutoConfiguration;
import io.github.retrystarter.autoconfigure.RetryObservationAutoConfiguration;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.handler.DefaultTracingObservationHandler;
import io.micrometer.tracing.test.simple.SimpleTracer;
import io.micrometer.tracing.test.simple.SpansAssert;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** As Micrometer's own test kit sees it. */
class SimpleTracerTest {

  private final SimpleTracer tracer = new SimpleTracer();
  private final ObservationRegistry registry = ObservationRegistry.create();

  private void call(String observations) {
    registry.observationConfig().observationHandler(new DefaultTracingObservationHandler(tracer));
    new ApplicationContextRunner()
        .withConfiguration(
            AutoConfigurations.of(
                RetryAutoConfiguration.class, RetryObservationAutoConfiguration.class))
        .withBean(ObservationRegistry.class, () -> registry)
        .withPropertyValues("retry.observations=" + observations, "retry.defaults.delay=0ms")
        .run(
            context -> {
              int[] calls = {0};
              Observation.createNotStarted("order", registry)
                  .observeChecked(
                      () ->
                          context
                              .getBean(Retries.class)
                              .policy("default")
                              .call(
                                  () -> {
                                    if (++calls[0] == 1) {
                                      throw new IOException("broken");
                                    }
                                    return "done";
                                  }));
            });
  }

  @Test
  void aRetryIsAnEvent() {
    call("events");
    assertThat(tracer)
        .onlySpan()
        .hasNameEqualTo("order")
        .hasEventWithNameEqualTo("retry 1 of (code) after io");
  }

  @Test
  void anAttemptIsASpanWithItsError() {
    call("attempts");
    SpansAssert.assertThat(tracer.getSpans())
        .hasNumberOfSpansEqualTo(3)
        .hasASpanWithName(
            "(code) attempt 1",
            span ->
                span.hasTag("policy", "default")
                    .hasTag("method", "(code)")
                    .hasTag("attempt", "1")
                    .hasTag("cause", "io")
                    .thenThrowable()
                    .isInstanceOf(IOException.class))
        .hasASpanWithName("(code) attempt 2", span -> span.hasTag("cause", "none"));
  }
}
