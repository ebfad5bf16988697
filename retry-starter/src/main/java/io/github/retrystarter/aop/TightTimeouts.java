package io.github.retrystarter.aop;

import io.github.retrystarter.policy.Durations;
import io.github.retrystarter.policy.Policy;
import io.github.retrystarter.policy.WorstCase;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells of retryable methods whose retries can take longer than a retryable method that calls them
 * has time: the inner call's last retries would be cut.
 */
final class TightTimeouts {

  private static final Logger logger = LoggerFactory.getLogger(TightTimeouts.class);

  private TightTimeouts() {}

  /** One WARN for each pair. Costs nothing where no method has a timeout. */
  static void warn(List<RetryableMethod> methods) {
    MethodCalls calls = new MethodCalls();
    for (RetryableMethod outer : methods) {
      if (policy(outer).timeout() != Policy.NONE) {
        warn(outer, methods, calls);
      }
    }
  }

  /** It looks into class files, of which there are many makers: advice is not worth a start. */
  private static void warn(
      RetryableMethod outer, List<RetryableMethod> methods, MethodCalls calls) {
    try {
      List<RetryableMethod> longer =
          methods.stream().filter(inner -> !inner.equals(outer) && exceeds(inner, outer)).toList();
      if (!longer.isEmpty()) {
        List<MethodCall> made =
            calls.of(outer.type(), outer.method()).stream()
                .filter(call -> !call.exact() && !call.onThis())
                .toList();
        longer.stream()
            .filter(inner -> made.stream().anyMatch(call -> MethodCalls.reaches(call, inner)))
            .forEach(inner -> warn(outer, inner));
      }
    } catch (RuntimeException | LinkageError unreadable) {
      logger.debug("Could not look for tight timeouts in {}", name(outer), unreadable);
    }
  }

  private static boolean exceeds(RetryableMethod inner, RetryableMethod outer) {
    return time(policy(inner)).compareTo(Duration.ofNanos(policy(outer).timeout())) > 0;
  }

  /** The waits alone where nothing bounds an attempt: how long one takes is not known. */
  private static Duration time(Policy policy) {
    return WorstCase.of(policy).orElseGet(() -> WorstCase.ofWaits(policy));
  }

  private static void warn(RetryableMethod outer, RetryableMethod inner) {
    Policy policy = policy(inner);
    Optional<Duration> bounded = WorstCase.of(policy);
    logger.warn(
        "{} has a timeout of {}, but calls {}, {} {} by its policy \"{}\": its last retries would be"
            + " cut. Lower max-retries or max-delay of {}, give it a timeout, or raise that of {}.",
        name(outer),
        Durations.show(Duration.ofNanos(policy(outer).timeout())),
        name(inner),
        bounded.isPresent() ? "which can take up to" : "whose waits alone can add up to",
        Durations.show(time(policy)),
        policy.name(),
        name(inner),
        name(outer));
  }

  private static Policy policy(RetryableMethod method) {
    return method.site().policy();
  }

  private static String name(RetryableMethod method) {
    return method.site().stats().method();
  }
}
