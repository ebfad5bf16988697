package io.github.retrystarter.policy;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Wordings and checks that several keys share. */
final class Legal {

  static final String NOT_NEGATIVE = "a duration such as 100ms, 2s or PT1M, not negative";
  static final String POSITIVE = "a duration such as 100ms, 2s or PT1M, above zero";
  static final String FAILURES = "names of exception classes, or failure kinds";

  private Legal() {}

  static boolean notNegative(Object value) {
    return !((Duration) value).isNegative();
  }

  static boolean positive(Object value) {
    return notNegative(value) && !((Duration) value).isZero();
  }

  static Predicate<Object> atLeast(Duration shortest) {
    return value -> ((Duration) value).compareTo(shortest) >= 0;
  }

  static Predicate<Object> whole(int low, int high) {
    return value -> (Integer) value >= low && (Integer) value <= high;
  }

  static Predicate<Object> number(double low, double high) {
    return value -> (Double) value >= low && (Double) value <= high;
  }

  /** Above zero, at most 100. */
  static boolean percent(Object value) {
    return (Double) value > 0 && (Double) value <= 100;
  }

  static boolean notBlank(Object value) {
    return !((String) value).isBlank();
  }

  /** Properties name failures; the annotation gives the classes themselves. */
  static boolean noBlanks(Object value) {
    return ((List<?>) value).stream().allMatch(each -> each instanceof Class || notBlank(each));
  }

  static String oneOf(Class<?> type) {
    return Arrays.stream(type.getEnumConstants())
        .map(constant -> ((Enum<?>) constant).name().toLowerCase(Locale.ROOT))
        .collect(Collectors.joining(", "));
  }
}
