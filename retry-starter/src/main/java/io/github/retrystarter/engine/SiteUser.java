package io.github.retrystarter.engine;

import io.github.retrystarter.event.StatsBook;
import io.github.retrystarter.policy.Configuration;
import io.github.retrystarter.policy.Configuration.MethodSpec;
import io.github.retrystarter.policy.Configuration.Reference;
import io.github.retrystarter.policy.Policy;
import io.github.retrystarter.policy.PolicyKey;
import io.github.retrystarter.policy.PolicyUser;
import io.github.retrystarter.policy.Setting;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Gives a site the newest version of its policy.
 *
 * @param site who works under it
 * @param policy the policy that it names
 * @param own what it sets itself
 * @param overrides what {@code retry.methods} say of it
 * @param stats where its calls are counted, should it get a policy of another name
 */
public record SiteUser(
    CallSite site,
    Reference policy,
    Map<PolicyKey, Setting> own,
    Function<Configuration, @Nullable MethodSpec> overrides,
    StatsBook stats)
    implements PolicyUser {

  @Override
  public @Nullable MethodSpec override(Configuration configuration) {
    return overrides.apply(configuration);
  }

  @Override
  public void use(Policy effective) {
    site.use(effective, stats.of(effective.name(), site.stats().method()));
  }
}
