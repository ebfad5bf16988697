package io.github.retrystarter.breaker;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The last calls by time, in {@value #PARTS} parts: the oldest part is forgotten as a whole, so the
 * window is up to a tenth shorter than asked for. A part is one object from its first call to its
 * end; whoever comes first in a new part puts it in the place of the one a window ago.
 */
final class TimeWindow implements Window {

  private static final int PARTS = 10;

  private final AtomicReferenceArray<@Nullable Part> parts = new AtomicReferenceArray<>(PARTS);
  private final long duration;
  private final long length;
  private final long start;

  /** The part that began at so many lengths after the start. */
  private static final class Part {
    private final long number;
    private final AtomicLong sum = new AtomicLong();

    Part(long number) {
      this.number = number;
    }

    /** One that is full forgets half of what it has, so that it still sees what is new. */
    private void add(long entry) {
      long seen;
      long room;
      do {
        seen = sum.get();
        room = Tally.calls(seen) < Tally.LARGEST ? seen : Tally.half(seen);
      } while (!sum.compareAndSet(seen, room + entry));
    }
  }

  TimeWindow(long duration, long start) {
    this.duration = duration;
    this.length = Math.max(1, duration / PARTS);
    this.start = start;
  }

  @Override
  public boolean add(boolean failed, boolean slow, BreakerSettings numbers, long now) {
    long number = number(now);
    part(number).add(Tally.of(failed, slow));
    return numbers.trips(sum(number));
  }

  @Override
  public long tally(long now) {
    return sum(number(now));
  }

  @Override
  public boolean fits(BreakerSettings settings) {
    return settings.windowDuration() == duration;
  }

  private long number(long now) {
    return Math.max(0, now - start) / length;
  }

  /** One that is late for its part counts in the part that has taken its place. */
  private Part part(long number) {
    int place = (int) (number % PARTS);
    while (true) {
      Part seen = parts.get(place);
      if (seen != null && seen.number >= number) {
        return seen;
      }
      Part made = new Part(number);
      if (parts.compareAndSet(place, seen, made)) {
        return made;
      }
    }
  }

  private long sum(long newest) {
    long calls = 0;
    long failures = 0;
    long slow = 0;
    for (int i = 0; i < PARTS; i++) {
      Part part = parts.get(i);
      if (part != null && part.number > newest - PARTS) {
        long tally = part.sum.get();
        calls += Tally.calls(tally);
        failures += Tally.failures(tally);
        slow += Tally.slow(tally);
      }
    }
    return Tally.of(calls, failures, slow);
  }
}
