package io.github.retrystarter.engine;

import io.github.retrystarter.RetryContext.Inbound;
import io.github.retrystarter.time.Time;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A request that this service is answering, and what its caller told. Calls that begin inside it,
 * in any thread that {@link CallScope#enter entered} it, end with the caller's time, and tell it on
 * what they have given up. Thread-safe.
 */
public final class ServedRequest {

  private final Time time;
  private final @Nullable Inbound told;
  private final @Nullable Deadline deadline;
  private volatile boolean gaveUp;

  /**
   * The request comes in now.
   *
   * @param time the engine's
   * @param told by the caller; null for nothing
   */
  public ServedRequest(Time time, @Nullable Inbound told) {
    this.time = time;
    this.told = told;
    Duration left = told == null ? null : told.remaining();
    this.deadline =
        left == null
            ? null
            : new Deadline(time.nanos() + left.toNanos(), null, false, left.toNanos());
  }

  /**
   * Whether an outermost call inside it has given up for another reason than that its failure can't
   * heal.
   *
   * @return true from then on
   */
  public boolean gaveUp() {
    return gaveUp;
  }

  void giveUp() {
    gaveUp = true;
  }

  /** Of the calls inside it; null where the caller told none. */
  @Nullable Deadline deadline() {
    return deadline;
  }

  /** What the caller told, with the time that is left now. */
  Optional<Inbound> inbound() {
    return told == null
        ? Optional.empty()
        : Optional.of(new Inbound(told.attempt(), told.maxRetries(), told.cause(), left()));
  }

  /** What a service is told that is called outside of any call. */
  Onward onward() {
    return deadline == null ? Onward.NOTHING : new Onward(1, Onward.UNKNOWN, null, left());
  }

  private @Nullable Duration left() {
    return deadline == null ? null : deadline.leftFrom(time.nanos());
  }
}
