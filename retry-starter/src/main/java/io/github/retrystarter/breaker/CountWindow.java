package io.github.retrystarter.breaker;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * The last calls by number: a ring of slots, and their sums.
 *
 * <p>A call enters in one compare-and-set of the head, which holds the sums, the call's number and
 * its result; its slot is filled in by whoever enters next, be it the same thread or another. So
 * the sums are those of exactly the last calls in the order in which they entered, at every moment:
 * sums that lag behind the ring could trip a breaker that no order of its calls would trip.
 *
 * <p>The call that trips the breaker also ends the window, in the same step: whoever comes later
 * finds out, and so never goes on as if the breaker were still closed.
 *
 * <p>The head from its low end: slow, failed (the result of the newest call), slow calls, failures
 * (each as many bits as the size has), number, and the sign for a window that has tripped. The
 * number tells equal heads apart; it goes round after at least one more turn of the ring, with the
 * usual hundred slots after 2^47 calls. A slot holds its call's number and result.
 */
final class CountWindow implements Window {

  private static final int RESULT_BITS = 2;
  private static final long RESULT_MASK = 3;
  private static final long SLOW = 1;
  private static final long FAILED = 2;
  private static final long TRIPPED = Long.MIN_VALUE;

  private final int size;
  private final int bits;
  private final long mask;

  /** A multiple of the size, so that the numbers and the slots go round together. */
  private final long numbers;

  private final AtomicLongArray slots;
  private final AtomicLong head = new AtomicLong();

  CountWindow(int size) {
    this.size = size;
    this.bits = Integer.SIZE - Integer.numberOfLeadingZeros(size);
    this.mask = (1L << bits) - 1;
    long fitting = 1L << (Long.SIZE - 1 - RESULT_BITS - 2 * bits);
    this.numbers = fitting - fitting % size;
    this.slots = new AtomicLongArray(size);
  }

  @Override
  public boolean add(boolean failed, boolean slow, BreakerSettings numbers, long now) {
    long result = (failed ? FAILED : 0) | (slow ? SLOW : 0);
    while (true) {
      long seen = head.get();
      if (seen < 0) {
        return true;
      }
      fillIn(seen);
      long number = next(number(seen));
      // The oldest call, which is forgotten now; an empty slot reads as a fast success.
      long oldest = slots.get(slot(number));
      long failures = failures(seen) + failed(result) - failed(oldest);
      long slowOnes = slowCalls(seen) + slow(result) - slow(oldest);
      long sums = (((number << bits) | failures) << bits) | slowOnes;
      long next = (sums << RESULT_BITS) | result;
      boolean trips = numbers.trips(tallyOf(next));
      if (head.compareAndSet(seen, trips ? next | TRIPPED : next)) {
        return trips;
      }
    }
  }

  /**
   * Writes the newest call of a head into its slot. Whoever is late changes nothing: the slot was
   * read while the head was still this one, so the write fails if anybody has written since.
   */
  private void fillIn(long seen) {
    long number = number(seen);
    if (number == 0) {
      return;
    }
    int slot = slot(number);
    long newest = (number << RESULT_BITS) | (seen & RESULT_MASK);
    long held = slots.get(slot);
    if (held != newest && head.get() == seen) {
      slots.compareAndSet(slot, held, newest);
    }
  }

  @Override
  public long tally(long now) {
    return tallyOf(head.get());
  }

  @Override
  public boolean fits(BreakerSettings settings) {
    return settings.windowDuration() == 0 && settings.windowSize() == size;
  }

  private long tallyOf(long seen) {
    return Tally.of(Math.min(number(seen), size), failures(seen), slowCalls(seen));
  }

  /** Once the ring is full, so are all numbers that follow. */
  private long next(long number) {
    return number + 1 == numbers ? size : number + 1;
  }

  private int slot(long number) {
    return (int) ((number - 1) % size);
  }

  private long number(long seen) {
    return (seen & ~TRIPPED) >>> (RESULT_BITS + 2 * bits);
  }

  private long failures(long seen) {
    return (seen >>> (RESULT_BITS + bits)) & mask;
  }

  private long slowCalls(long seen) {
    return (seen >>> RESULT_BITS) & mask;
  }

  private static long failed(long call) {
    return (call & FAILED) >>> 1;
  }

  private static long slow(long call) {
    return call & SLOW;
  }
}
