package io.github.retrystarter.breaker;

import io.github.retrystarter.CircuitBreaker;
import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** All breakers, by name. Thread-safe: a map that is replaced as a whole. */
public final class Breakers {

  private final LongSupplier clock;
  private final BreakerListener listener;
  private volatile Map<String, Breaker> breakers = Map.of();

  /**
   * None yet.
   *
   * @param clock nanoseconds, never backwards
   * @param listener told of each change of a state
   */
  public Breakers(LongSupplier clock, BreakerListener listener) {
    this.clock = clock;
    this.listener = listener;
  }

  /**
   * Makes those that are not there, changes the numbers of those that are, and forgets all others.
   *
   * @param settings by name
   */
  public synchronized void configure(Map<String, BreakerSettings> settings) {
    Map<String, Breaker> next = new TreeMap<>();
    settings.forEach(
        (name, numbers) -> {
          Breaker known = breakers.get(name);
          if (known != null) {
            known.change(numbers);
          }
          next.put(name, known != null ? known : new Breaker(name, numbers, clock, listener));
        });
    breakers = Collections.unmodifiableMap(next);
  }

  /**
   * One of them.
   *
   * @param name its name
   * @return always the same object for the same name
   * @throws IllegalArgumentException if there is no such breaker; the message lists the known ones
   */
  public CircuitBreaker get(String name) {
    Breaker breaker = find(name);
    if (breaker == null) {
      throw new IllegalArgumentException(
          "there is no circuit breaker \"%s\"; known: %s"
              .formatted(
                  name,
                  breakers.isEmpty() ? "none is defined" : String.join(", ", breakers.keySet())));
    }
    return breaker;
  }

  /**
   * One of them.
   *
   * @param name its name
   * @return always the same object for the same name; null where there is none
   */
  public @Nullable Breaker find(String name) {
    return breakers.get(name);
  }

  /**
   * All of them.
   *
   * @return sorted by name
   */
  public Collection<Breaker> all() {
    return breakers.values();
  }
}
