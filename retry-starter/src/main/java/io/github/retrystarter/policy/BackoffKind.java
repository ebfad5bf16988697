package io.github.retrystarter.policy;

/** How the delay grows from one retry to the next. */
public enum BackoffKind {
  /** Always {@code delay}. */
  FIXED,
  /** {@code delay} + (n - 1) · {@code increment}. */
  LINEAR,
  /** {@code delay} · {@code multiplier}^(n - 1). */
  EXPONENTIAL,
  /** {@code delay} · 1, 2, 3, 5, 8, … */
  FIBONACCI,
  /** {@code delays} one by one; the last repeats. */
  STEPS,
  /**
   * From the time that the method's last 16 attempts took, mean plus two standard deviations, not
   * below {@code delay}, then · {@code multiplier}^(n - 1).
   */
  ADAPTIVE,
  /** What the bean {@code backoff-bean} says. */
  CUSTOM
}
