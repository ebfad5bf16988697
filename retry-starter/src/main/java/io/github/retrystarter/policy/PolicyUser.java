package io.github.retrystarter.policy;

import io.github.retrystarter.policy.Configuration.MethodSpec;
import io.github.retrystarter.policy.Configuration.Reference;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What runs under a policy, and gets the newest version of it. */
public interface PolicyUser {

  /**
   * The policy that it names.
   *
   * @return always the same
   */
  Reference policy();

  /**
   * What it sets itself.
   *
   * @return always the same
   */
  Map<PolicyKey, Setting> own();

  /**
   * What {@code retry.methods} say of it.
   *
   * @param configuration in which to look
   * @return null for nothing
   */
  @Nullable MethodSpec override(Configuration configuration);

  /**
   * Takes a policy, in place of the one before.
   *
   * @param effective with breaker and budget
   */
  void use(Policy effective);
}
