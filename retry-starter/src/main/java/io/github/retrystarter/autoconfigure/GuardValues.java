package io.github.retrystarter.autoconfigure;

import io.github.retrystarter.policy.BreakerKey;
import io.github.retrystarter.policy.BudgetKey;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The bound records of breakers and budgets as maps: see {@link PolicyValues}. */
final class GuardValues {

  private GuardValues() {}

  /** A breaker's values, null where not set. */
  static Map<BreakerKey, @Nullable Object> of(BreakerProperties p) {
    Map<BreakerKey, @Nullable Object> values = new EnumMap<>(BreakerKey.class);
    values.put(BreakerKey.FAILURE_RATE_THRESHOLD, p.failureRateThreshold());
    values.put(BreakerKey.SLIDING_WINDOW_SIZE, p.slidingWindowSize());
    values.put(BreakerKey.SLIDING_WINDOW_DURATION, p.slidingWindowDuration());
    values.put(BreakerKey.MINIMUM_CALLS, p.minimumCalls());
    values.put(BreakerKey.CONSECUTIVE_FAILURES, p.consecutiveFailures());
    values.put(BreakerKey.SLOW_CALL_DURATION, p.slowCallDuration());
    values.put(BreakerKey.SLOW_CALL_RATE_THRESHOLD, p.slowCallRateThreshold());
    values.put(BreakerKey.OPEN_DURATION, p.openDuration());
    values.put(BreakerKey.OPEN_MULTIPLIER, p.openMultiplier());
    values.put(BreakerKey.MAX_OPEN_DURATION, p.maxOpenDuration());
    values.put(BreakerKey.HALF_OPEN_CALLS, p.halfOpenCalls());
    values.put(BreakerKey.IGNORE, p.ignore());
    values.put(BreakerKey.RECORD, p.record());
    values.put(BreakerKey.MODE, p.mode());
    return values;
  }

  /** A budget's values, null where not set. */
  static Map<BudgetKey, @Nullable Object> of(BudgetProperties p) {
    Map<BudgetKey, @Nullable Object> values = new EnumMap<>(BudgetKey.class);
    values.put(BudgetKey.CAPACITY, p.capacity());
    values.put(BudgetKey.DEPOSIT, p.deposit());
    values.put(BudgetKey.MAX_RETRIES_PER_SECOND, p.maxRetriesPerSecond());
    return values;
  }
}
