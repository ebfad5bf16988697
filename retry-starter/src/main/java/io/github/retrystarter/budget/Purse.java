package io.github.retrystarter.budget;

/**
 * Tokens, and the share of recent attempts that succeeded, packed into one long so that both change
 * in one step. Pure functions.
 *
 * <p>The low {@value #SHARE_BITS} bits are the share as a fraction of {@link #WHOLE}; the next
 * {@value #TOKEN_BITS} are tokens in units of 1/{@link #WHOLE}: a million tokens fit. The rest
 * count the live changes, round and round: who was about to write by the limits of before finds
 * that it has to look again.
 */
final class Purse {

  /** One whole: a token, or a share of 1. */
  static final long WHOLE = 1 << 20;

  private static final int SHARE_BITS = 21;
  private static final int TOKEN_BITS = 40;
  private static final long SHARE_MASK = (1L << SHARE_BITS) - 1;
  private static final long TOKEN_MASK = (1L << TOKEN_BITS) - 1;
  private static final long CHANGE = 1L << (SHARE_BITS + TOKEN_BITS);

  /** The share's memory: each attempt weighs 1/50, so that the last 50 make up 64 % of it. */
  private static final long MEMORY = 50;

  private Purse() {}

  /** A new one, full. */
  static long full(long capacity) {
    return (capacity << SHARE_BITS) | WHOLE;
  }

  static long tokens(long purse) {
    return (purse >>> SHARE_BITS) & TOKEN_MASK;
  }

  static long share(long purse) {
    return purse & SHARE_MASK;
  }

  private static long with(long purse, long tokens, long share) {
    return (purse & -CHANGE) | (tokens << SHARE_BITS) | share;
  }

  /** After an attempt that succeeded and so ended its call. */
  static long succeeded(long purse, long deposit, long refund, long capacity) {
    // Rounded up, so that it comes back to the whole.
    long share = share(purse) + (WHOLE - share(purse) + MEMORY - 1) / MEMORY;
    long paid = deposit * share / WHOLE + refund;
    return with(purse, Math.min(capacity, tokens(purse) + paid), share);
  }

  /** After an attempt that failed. */
  static long failed(long purse) {
    long share = share(purse);
    return with(purse, tokens(purse), share - (share + MEMORY - 1) / MEMORY);
  }

  /** With one token less; only where there is one. */
  static long taken(long purse) {
    return with(purse, tokens(purse) - WHOLE, share(purse));
  }

  /** With a token back that was not used. */
  static long givenBack(long purse, long capacity) {
    return with(purse, Math.min(capacity, tokens(purse) + WHOLE), share(purse));
  }

  /** Full again, with the past forgotten. */
  static long refilled(long purse, long capacity) {
    return with(purse, capacity, WHOLE);
  }

  /** After a live change. */
  static long changed(long purse, long capacity) {
    return with(purse + CHANGE, Math.min(capacity, tokens(purse)), share(purse));
  }
}
