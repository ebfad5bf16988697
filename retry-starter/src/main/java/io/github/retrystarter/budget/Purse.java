package io.github.retrystarter.budget;

/**
 * Tokens, and the share of recent attempts that succeeded, packed into one long so that both change
 * in one step. Pure functions.
 *
 * <p>The low {@value #SHARE_BITS} bits are the share as a fraction of {@link #WHOLE}; the rest are
 * tokens in units of 1/{@link #WHOLE}. A million tokens take 40 bits.
 */
final class Purse {

  /** One whole: a token, or a share of 1. */
  static final long WHOLE = 1 << 20;

  private static final int SHARE_BITS = 21;
  private static final long SHARE_MASK = (1L << SHARE_BITS) - 1;

  /** The share's memory: each attempt weighs 1/50, so that the last 50 make up 64 % of it. */
  private static final long MEMORY = 50;

  private Purse() {}

  static long of(long tokens, long share) {
    return tokens << SHARE_BITS | share;
  }

  static long tokens(long purse) {
    return purse >>> SHARE_BITS;
  }

  static long share(long purse) {
    return purse & SHARE_MASK;
  }

  /** After an attempt that succeeded and so ended its call. */
  static long succeeded(long purse, long deposit, long refund, long capacity) {
    // Rounded up, so that it comes back to the whole.
    long share = share(purse) + (WHOLE - share(purse) + MEMORY - 1) / MEMORY;
    long paid = deposit * share / WHOLE + refund;
    return of(Math.min(capacity, tokens(purse) + paid), share);
  }

  /** After an attempt that failed. */
  static long failed(long purse) {
    long share = share(purse);
    return of(tokens(purse), share - (share + MEMORY - 1) / MEMORY);
  }

  /** With one token less; only where there is one. */
  static long taken(long purse) {
    return of(tokens(purse) - WHOLE, share(purse));
  }

  /** With a token back that was not used. */
  static long givenBack(long purse, long capacity) {
    return of(Math.min(capacity, tokens(purse) + WHOLE), share(purse));
  }
}
