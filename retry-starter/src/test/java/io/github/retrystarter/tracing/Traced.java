package io.github.retrystarter.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.handler.DefaultTracingObservationHandler;
import io.micrometer.tracing.otel.bridge.OtelBaggageManager;
import io.micrometer.tracing.otel.bridge.OtelCurrentTraceContext;
import io.micrometer.tracing.otel.bridge.OtelTracer;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/** An observation registry whose spans OpenTelemetry exports into memory. */
final class Traced {

  private final InMemorySpanExporter exporter = InMemorySpanExporter.create();
  private final SdkTracerProvider provider =
      SdkTracerProvider.builder().addSpanProcessor(SimpleSpanProcessor.create(exporter)).build();
  private final OtelCurrentTraceContext current = new OtelCurrentTraceContext();
  private final Map<Observation.Context, AtomicInteger> stops = new ConcurrentHashMap<>();

  final Tracer tracer =
      new OtelTracer(
          provider.get("test"),
          current,
          event -> {},
          new OtelBaggageManager(current, List.of("tenant"), List.of()));
  final ObservationRegistry registry = ObservationRegistry.create();

  Traced() {
    registry
        .observationConfig()
        .observationHandler(new DefaultTracingObservationHandler(tracer))
        .observationHandler(new Counting());
  }

  private final class Counting implements ObservationHandler<Observation.Context> {
    @Override
    public void onStart(Observation.Context context) {
      stops.put(context, new AtomicInteger());
    }

    @Override
    public void onStop(Observation.Context context) {
      Objects.requireNonNull(stops.get(context)).incrementAndGet();
    }

    @Override
    public boolean supportsContext(Observation.Context context) {
      return true;
    }
  }

  /** All that began has ended, once; and this thread is in nothing. */
  void isOver() {
    assertThat(stops.values()).allMatch(each -> each.get() == 1);
    assertThat(registry.getCurrentObservation()).isNull();
    assertThat(tracer.currentSpan()).isNull();
  }

  SpanData span(String name) {
    return spans().stream().filter(each -> each.getName().equals(name)).findFirst().orElseThrow();
  }

  /** In the order in which they began. */
  List<SpanData> spans() {
    return exporter.getFinishedSpanItems().stream()
        .sorted(Comparator.comparingLong(SpanData::getStartEpochNanos))
        .toList();
  }

  /** Name and cause of each attempt's span, in order, and what its error is. */
  List<String> attempts() {
    return spans().stream()
        .filter(span -> span.getName().contains(" attempt "))
        .map(span -> span.getName() + ": " + attribute(span, "cause") + error(span))
        .toList();
  }

  private static String error(SpanData span) {
    return span.getEvents().stream()
        .map(event -> event.getAttributes().get(AttributeKey.stringKey("exception.type")))
        .map(type -> " " + type.substring(type.lastIndexOf('.') + 1))
        .collect(Collectors.joining());
  }

  static String attribute(SpanData span, String key) {
    return span.getAttributes().get(AttributeKey.stringKey(key));
  }

  /** Begins and ends a span, inside of whatever this thread is in. */
  void innerSpan(String name) {
    tracer.nextSpan().name(name).start().end();
  }

  /** The name of what a span is inside of. */
  String parentOf(String name) {
    SpanData child = span(name);
    return spans().stream()
        .filter(each -> each.getSpanId().equals(child.getParentSpanId()))
        .map(SpanData::getName)
        .findFirst()
        .orElse("nothing");
  }
}
