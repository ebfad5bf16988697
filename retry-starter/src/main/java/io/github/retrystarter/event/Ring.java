package io.github.retrystarter.event;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The newest things, so many. Thread-safe, without a lock: each thing draws a number, and goes
 * where the number says, unless a newer one is there already.
 */
final class Ring<T> {

  private record Numbered<T>(long number, T thing) {}

  private final AtomicLong drawn = new AtomicLong();
  private final AtomicReferenceArray<@Nullable Numbered<T>> places;

  /** Empty. */
  Ring(int size) {
    this.places = new AtomicReferenceArray<>(size);
  }

  void add(T thing) {
    Numbered<T> fresh = new Numbered<>(drawn.getAndIncrement(), thing);
    places.accumulateAndGet((int) (fresh.number() % places.length()), fresh, Ring::newer);
  }

  private static <T> @Nullable Numbered<T> newer(
      @Nullable Numbered<T> one, @Nullable Numbered<T> other) {
    return one == null || (other != null && other.number() > one.number()) ? other : one;
  }

  /** What is there, in any order. */
  List<T> all() {
    List<T> all = new ArrayList<>();
    for (int i = 0; i < places.length(); i++) {
      Numbered<T> place = places.get(i);
      if (place != null) {
        all.add(place.thing());
      }
    }
    return all;
  }
}
