package io.github.retrystarter.event;

import io.github.retrystarter.RetryEvent;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The newest events, for people who look: kinds, names and numbers, never an object of the user's.
 *
 * <p>A storm of retries can't push out who changed what: changes have places of their own.
 * Thread-safe, without a lock.
 */
public final class EventLog implements CallListener {

  /** How many events are shown. */
  public static final int SHOWN = 200;

  private static final int CHANGES_SHOWN = 50;

  private record Numbered(long number, Happening happening) {}

  /**
   * What happened.
   *
   * @param at when
   * @param type {@code retry}, {@code give_up}, {@code breaker}, {@code live_change} or {@code
   *     reload}
   * @param details strings, numbers, or lists of strings, by name; a value may be null
   */
  public record Happening(Instant at, String type, Map<String, @Nullable Object> details) {}

  private final InstantSource clock;
  private final AtomicLong drawn = new AtomicLong();
  private final Ring<Numbered> calls = new Ring<>(SHOWN);
  private final Ring<Numbered> changes = new Ring<>(CHANGES_SHOWN);

  /**
   * Empty.
   *
   * @param clock for display
   */
  public EventLog(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public void retrying(RetryEvent event) {
    Map<String, @Nullable Object> details = details(event);
    details.put("delay", event.delay().toString());
    add(calls, "retry", details);
  }

  @Override
  public void ended(
      CallStats stats, Outcome outcome, long nanos, @Nullable Supplier<RetryEvent> event) {
    if (event != null && outcome != Outcome.SUCCESS_AFTER_RETRY) {
      Map<String, @Nullable Object> details = details(event.get());
      details.put("reason", outcome.tag());
      details.put("elapsed", Duration.ofNanos(nanos).toString());
      add(calls, "give_up", details);
    }
  }

  private static Map<String, @Nullable Object> details(RetryEvent event) {
    Map<String, @Nullable Object> details = new LinkedHashMap<>();
    details.put("policy", event.policy());
    details.put("method", event.method());
    details.put("attempt", event.attempt());
    details.put("cause", event.kind());
    return details;
  }

  /**
   * Something was changed, or changed by itself.
   *
   * @param type {@code breaker}, {@code live_change} or {@code reload}
   * @param details strings, numbers, or lists of strings, by name
   */
  public void changed(String type, Map<String, @Nullable Object> details) {
    add(changes, type, details);
  }

  private void add(Ring<Numbered> ring, String type, Map<String, @Nullable Object> details) {
    Happening happening = new Happening(clock.instant(), type, details);
    ring.add(new Numbered(drawn.getAndIncrement(), happening));
  }

  /**
   * The newest.
   *
   * @return newest first, at most {@link #SHOWN}: up to 50 changes, the rest is of calls
   */
  public List<Happening> newest() {
    List<Numbered> latest = new ArrayList<>(changes.all());
    int room = SHOWN - latest.size();
    return Stream.concat(
            latest.stream(),
            calls.all().stream()
                .sorted(Comparator.comparingLong(Numbered::number).reversed())
                .limit(room))
        .sorted(Comparator.comparingLong(Numbered::number).reversed())
        .map(Numbered::happening)
        .toList();
  }
}
