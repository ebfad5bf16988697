package io.github.retrystarter.sample.shop;

import io.github.retrystarter.RetryContext;
import io.github.retrystarter.sample.shop.StockService.Move;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * One of two moves that cross. In its first attempt it asks for its second lock only when the other
 * one holds the first of its own: then the deadlock is certain. After that it lets the other one
 * pass: then a second deadlock is impossible, however busy the machine.
 */
final class Traveller {

  /** More than ever needed, and below the default attempt-timeout. */
  private static final long PATIENCE_SECONDS = 2;

  private final Move move;
  private final CountDownLatch holdsFirstLock = new CountDownLatch(1);
  private final CountDownLatch over = new CountDownLatch(1);

  Traveller(Move move) {
    this.move = move;
  }

  Move move() {
    return move;
  }

  /** Moves, and returns the attempt that succeeded. */
  int go(StockService service, Traveller other) {
    try {
      return service.move(move, warehouse -> beforeLock(warehouse, other));
    } finally {
      // Also where it failed: nobody shall wait for one who does not come.
      holdsFirstLock.countDown();
      over.countDown();
    }
  }

  /** Waits until it holds its first lock, or is over without one. */
  void awaitFirstLock(long seconds) {
    await(holdsFirstLock, seconds);
  }

  private void beforeLock(String warehouse, Traveller other) {
    boolean firstAttempt = RetryContext.current().map(RetryContext::attempt).orElse(1) == 1;
    if (firstAttempt && warehouse.equals(move.to())) {
      holdsFirstLock.countDown();
      other.awaitFirstLock(PATIENCE_SECONDS);
    } else if (!firstAttempt && warehouse.equals(move.from())) {
      await(other.over, PATIENCE_SECONDS);
    }
  }

  private static void await(CountDownLatch latch, long seconds) {
    try {
      if (!latch.await(seconds, TimeUnit.SECONDS)) {
        throw new IllegalStateException("the other move did not come");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for the other move", e);
    }
  }
}
