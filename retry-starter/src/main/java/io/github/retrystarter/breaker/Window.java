package io.github.retrystarter.breaker;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** The recent calls of a closed breaker. Thread-safe without locks. */
sealed interface Window {

  /**
   * Adds a call.
   *
   * @param entry a {@link Tally} of one
   * @param now nanoseconds
   * @return the tally of the window with it
   */
  long add(long entry, long now);

  /** The tally of the window. */
  long tally(long now);

  /**
   * The last calls by number. Each call takes the next slot of a ring and replaces what the slot
   * held; the sum changes by the difference. The replacing is atomic, so each entry is added and
   * taken out exactly once, and the sum is that of the slots as soon as nobody is between the two
   * steps. A call like the one it replaces, as nearly all are, leaves the sum alone.
   */
  final class ByCount implements Window {

    private final AtomicLongArray slots;
    private final AtomicLong cursor = new AtomicLong();
    private final AtomicLong sum = new AtomicLong();

    ByCount(int size) {
      slots = new AtomicLongArray(size);
    }

    @Override
    public long add(long entry, long now) {
      int slot = (int) (cursor.getAndIncrement() % slots.length());
      long change = entry - slots.getAndSet(slot, entry);
      return change == 0 ? sum.get() : sum.addAndGet(change);
    }

    @Override
    public long tally(long now) {
      return sum.get();
    }
  }

  /**
   * The last calls by time, in {@value #PARTS} parts: the oldest part is forgotten as a whole, so
   * the window is up to a tenth shorter than asked for. A part is one object from its first call to
   * its end; whoever comes first in a new part puts it in the place of the one a window ago.
   */
  final class ByTime implements Window {

    private static final int PARTS = 10;

    private final AtomicReferenceArray<@Nullable Part> parts = new AtomicReferenceArray<>(PARTS);
    private final long length;
    private final long start;

    /** The part that began at so many lengths after the start. */
    private static final class Part {
      private final long number;
      private final AtomicLong sum = new AtomicLong();

      Part(long number) {
        this.number = number;
      }

      /** Two million calls tell enough of a tenth of a window. */
      private void add(long entry) {
        long seen;
        do {
          seen = sum.get();
        } while (Tally.calls(seen) < Tally.LARGEST && !sum.compareAndSet(seen, seen + entry));
      }
    }

    ByTime(long duration, long start) {
      this.length = Math.max(1, duration / PARTS);
      this.start = start;
    }

    @Override
    public long add(long entry, long now) {
      long number = number(now);
      part(number).add(entry);
      return sum(number);
    }

    @Override
    public long tally(long now) {
      return sum(number(now));
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
}
