package io.github.retrystarter.aop;

import io.github.retrystarter.ResultPredicate;
import io.github.retrystarter.policy.Configuration.Reference;
import io.github.retrystarter.policy.Policy;
import io.github.retrystarter.policy.PolicyKey;
import io.github.retrystarter.policy.Setting;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A method on its way: all is known but its name, which depends on its overloads.
 *
 * @param annotated the method
 * @param named the policy that it names
 * @param own what its annotation sets
 * @param policy its effective policy
 * @param fallbacks what answers when it was given up, or null
 * @param predicate which results ask for a retry, or null
 */
record Resolving(
    Annotated annotated,
    Reference named,
    Map<PolicyKey, Setting> own,
    Policy policy,
    @Nullable Fallbacks fallbacks,
    @Nullable ResultPredicate predicate) {

  /** Whether an overload of the same name has another policy, or another variant of it. */
  boolean differsFrom(Resolving other) {
    return annotated.method().getName().equals(other.annotated.method().getName())
        && !(policy.name().equals(other.policy.name())
            && policy.settings().equals(other.policy.settings()));
  }
}
