package io.github.retrystarter.backoff;

import io.github.retrystarter.Backoff;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A user's backoff, with a delay for the case that it throws or returns null. Thread-safe. */
public final class GuardedBackoff implements Backoff {

  private static final Logger logger = LoggerFactory.getLogger(GuardedBackoff.class);

  private final Backoff backoff;
  private final Duration instead;
  private final AtomicBoolean complained = new AtomicBoolean();

  /**
   * Guards a backoff.
   *
   * @param backoff the user's
   * @param instead what to wait where it has no answer
   */
  public GuardedBackoff(Backoff backoff, Duration instead) {
    this.backoff = backoff;
    this.instead = instead;
  }

  @Override
  @SuppressWarnings("ConstantValue") // user code may return null, whatever the types say
  public Duration delay(int retry, double random) {
    try {
      Duration delay = backoff.delay(retry, random);
      if (delay != null) {
        return delay;
      }
      complain(new NullPointerException("it returned null"));
    } catch (Throwable bug) {
      complain(bug);
    }
    return instead;
  }

  private void complain(Throwable bug) {
    if (complained.compareAndSet(false, true)) {
      logger.warn(
          "{} gave no delay; {} is waited instead (told once)",
          backoff.getClass().getName(),
          instead,
          bug);
    }
  }
}
