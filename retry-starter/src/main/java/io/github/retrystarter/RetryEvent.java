package io.github.retrystarter;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What happened to a call.
 *
 * @param policy the policy's name
 * @param method the method as in the metrics, such as {@code OrderService.create}; {@code (code)}
 *     for work run through {@link Retries}
 * @param attempt the attempt this is about, 1 = first
 * @param failure what the attempt threw; null for a success and for a rejected result
 * @param kind the failure's kind, or {@code result}; null for a success
 * @param reason why the call was given up (such as {@code exhausted}); null otherwise
 * @param delay the wait that follows; zero where none does
 * @param elapsed since the call began
 */
public record RetryEvent(
    String policy,
    String method,
    int attempt,
    @Nullable Throwable failure,
    @Nullable String kind,
    @Nullable String reason,
    Duration delay,
    Duration elapsed) {}
