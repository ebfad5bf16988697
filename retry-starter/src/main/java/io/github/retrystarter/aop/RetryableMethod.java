package io.github.retrystarter.aop;

import io.github.retrystarter.engine.CallSite;
import io.github.retrystarter.engine.Hand;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/**
 * A retryable method, resolved once and ready to run.
 *
 * @param type the bean's class, or an interface where there is no class of the user's
 * @param method the most specific method
 * @param byClass whether the annotation stands on a class or an interface
 * @param hand how its attempts end, by the shape of what it returns
 * @param site its policy, counts and engine
 * @param fallbacks what answers when it was given up, or null
 */
record RetryableMethod(
    Class<?> type,
    Method method,
    boolean byClass,
    Hand hand,
    CallSite site,
    @Nullable Fallbacks fallbacks) {}
