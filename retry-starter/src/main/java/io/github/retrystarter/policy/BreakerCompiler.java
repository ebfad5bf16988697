package io.github.retrystarter.policy;

import io.github.retrystarter.breaker.BreakerSettings;
import io.github.retrystarter.breaker.BreakerSettings.Mode;
import io.github.retrystarter.breaker.CountedFailures;
import io.github.retrystarter.failure.FailureMatcher;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Turns the keys of one circuit breaker into its numbers. What is wrong is added to the problems,
 * and no numbers come out.
 */
final class BreakerCompiler {

  private final Values<BreakerKey> values = new Values<>(BreakerKey.class);
  private final Vocabulary vocabulary;
  private final List<Problem> problems;

  BreakerCompiler(Map<BreakerKey, Setting> set, Vocabulary vocabulary, List<Problem> problems) {
    values.putAll(set);
    this.vocabulary = vocabulary;
    this.problems = problems;
  }

  @Nullable BreakerSettings compile() {
    List<Problem> found = new ArrayList<>(values.illegal());
    BreakerSettings settings = found.isEmpty() ? compile(found) : null;
    problems.addAll(found);
    return settings;
  }

  private @Nullable BreakerSettings compile(List<Problem> found) {
    giveWay();
    checkTogether(found);
    FailureNames names = new FailureNames(vocabulary, found);
    FailureMatcher ignore = matcher(BreakerKey.IGNORE, names);
    FailureMatcher record = matcher(BreakerKey.RECORD, names);
    checkDisjoint(ignore, record, found);
    return found.isEmpty() ? settings(new CountedFailures(ignore, record)) : null;
  }

  private BreakerSettings settings(CountedFailures counted) {
    boolean byTime = values.explicit(BreakerKey.SLIDING_WINDOW_DURATION);
    return new BreakerSettings(
        values.get(BreakerKey.FAILURE_RATE_THRESHOLD, Double.class),
        byTime ? 0 : whole(BreakerKey.SLIDING_WINDOW_SIZE),
        byTime ? values.nanos(BreakerKey.SLIDING_WINDOW_DURATION) : 0,
        whole(BreakerKey.MINIMUM_CALLS),
        values.explicit(BreakerKey.CONSECUTIVE_FAILURES)
            ? whole(BreakerKey.CONSECUTIVE_FAILURES)
            : BreakerSettings.OFF,
        values.explicit(BreakerKey.SLOW_CALL_DURATION)
            ? values.nanos(BreakerKey.SLOW_CALL_DURATION)
            : BreakerSettings.NEVER,
        values.get(BreakerKey.SLOW_CALL_RATE_THRESHOLD, Double.class),
        values.nanos(BreakerKey.OPEN_DURATION),
        values.get(BreakerKey.OPEN_MULTIPLIER, Double.class),
        values.nanos(BreakerKey.MAX_OPEN_DURATION),
        whole(BreakerKey.HALF_OPEN_CALLS),
        counted,
        values.get(BreakerKey.MODE, Mode.class));
  }

  private int whole(BreakerKey key) {
    return values.get(key, Integer.class);
  }

  private FailureMatcher matcher(BreakerKey key, FailureNames names) {
    Setting setting = values.of(key);
    return names.matcher(Problem.place(key, setting), setting);
  }

  /** Built-in values give way to set ones. */
  private void giveWay() {
    if (hasTooManyMinimumCalls()) {
      if (!values.explicit(BreakerKey.MINIMUM_CALLS)) {
        values.giveWay(
            BreakerKey.MINIMUM_CALLS,
            whole(BreakerKey.SLIDING_WINDOW_SIZE),
            "lowered to sliding-window-size");
      } else if (!values.explicit(BreakerKey.SLIDING_WINDOW_SIZE)) {
        values.giveWay(
            BreakerKey.SLIDING_WINDOW_SIZE,
            whole(BreakerKey.MINIMUM_CALLS),
            "lifted to minimum-calls");
      }
    }
    Duration open = values.duration(BreakerKey.OPEN_DURATION);
    Duration longest = values.duration(BreakerKey.MAX_OPEN_DURATION);
    if (open.compareTo(longest) > 0) {
      if (!values.explicit(BreakerKey.MAX_OPEN_DURATION)) {
        values.giveWay(BreakerKey.MAX_OPEN_DURATION, open, "lifted to open-duration");
      } else if (!values.explicit(BreakerKey.OPEN_DURATION)) {
        values.giveWay(BreakerKey.OPEN_DURATION, longest, "lowered to max-open-duration");
      }
    }
  }

  private boolean hasTooManyMinimumCalls() {
    return !values.explicit(BreakerKey.SLIDING_WINDOW_DURATION)
        && whole(BreakerKey.MINIMUM_CALLS) > whole(BreakerKey.SLIDING_WINDOW_SIZE);
  }

  private void checkTogether(List<Problem> found) {
    if (values.explicit(BreakerKey.SLIDING_WINDOW_DURATION)
        && values.explicit(BreakerKey.SLIDING_WINDOW_SIZE)) {
      found.add(
          Problem.contradiction(
              values,
              BreakerKey.SLIDING_WINDOW_DURATION,
              "can't be set together with",
              BreakerKey.SLIDING_WINDOW_SIZE,
              "Remove one of the two: a window has so many calls, or so much time."));
    }
    if (hasTooManyMinimumCalls()) {
      found.add(
          Problem.contradiction(
              values,
              BreakerKey.MINIMUM_CALLS,
              "is above",
              BreakerKey.SLIDING_WINDOW_SIZE,
              "Lower minimum-calls or raise sliding-window-size."));
    }
    if (values.nanos(BreakerKey.MAX_OPEN_DURATION) < values.nanos(BreakerKey.OPEN_DURATION)) {
      found.add(
          Problem.contradiction(
              values,
              BreakerKey.MAX_OPEN_DURATION,
              "is below",
              BreakerKey.OPEN_DURATION,
              "Raise max-open-duration or lower open-duration."));
    }
    if (values.explicit(BreakerKey.SLOW_CALL_RATE_THRESHOLD)
        && !values.explicit(BreakerKey.SLOW_CALL_DURATION)) {
      Setting rate = values.of(BreakerKey.SLOW_CALL_RATE_THRESHOLD);
      found.add(
          Problem.setting(
              BreakerKey.SLOW_CALL_RATE_THRESHOLD,
              rate,
              "needs slow-call-duration, and none is set",
              "Set slow-call-duration, or remove slow-call-rate-threshold."));
    }
  }

  /** What both name would be ignored, and that is certainly not what was meant. */
  private void checkDisjoint(FailureMatcher ignore, FailureMatcher record, List<Problem> found) {
    Set<String> both = new TreeSet<>();
    for (String kind : record.kinds()) {
      if (ignore.covers(new FailureMatcher(List.of(), Set.of(kind)))) {
        both.add(kind);
      }
    }
    for (Class<?> type : record.types()) {
      if (ignore.covers(new FailureMatcher(List.of(type), Set.of()))) {
        both.add(type.getName());
      }
    }
    if (!both.isEmpty()) {
      Setting ignored = values.of(BreakerKey.IGNORE);
      String names =
          both.stream().map(each -> "\"" + each + "\"").collect(Collectors.joining(" and "));
      found.add(
          Problem.setting(
              BreakerKey.RECORD,
              values.of(BreakerKey.RECORD),
              "names %s, which ignore (%s) takes, set by %s"
                  .formatted(names, ignored.told(), ignored.source()),
              "Take it out of one of the two."));
    }
  }
}
