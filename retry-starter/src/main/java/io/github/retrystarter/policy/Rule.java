package io.github.retrystarter.policy;

import io.github.retrystarter.failure.FailureMatcher;
import org.jspecify.annotations.Nullable;

/**
 * What holds for some failures in place of the policy's own. Immutable.
 *
 * @param failures which; lists at least one
 * @param pace how they are retried, counted by itself; null where they are not
 */
public record Rule(FailureMatcher failures, @Nullable Pace pace) {}
