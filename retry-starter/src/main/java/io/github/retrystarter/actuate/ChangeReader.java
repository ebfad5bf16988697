package io.github.retrystarter.actuate;

import io.github.retrystarter.policy.PolicyKey;
import io.github.retrystarter.policy.Problem;
import io.github.retrystarter.policy.Setting;
import java.util.List;
import java.util.Map;

/** Reads what was sent as it reads the configuration at the start. Thread-safe. */
public interface ChangeReader {

  /**
   * Reads the keys of a policy.
   *
   * @param sent by key, in camel case
   * @return the values of all of them
   * @throws Refusal if anything is wrong with one of them
   */
  Map<PolicyKey, Setting> read(Map<String, String> sent);

  /**
   * What is wrong with keys that are right by themselves, but don't go together with others.
   *
   * @param problems at least one
   * @param sent by key, in camel case
   * @return it, to throw
   */
  Refusal refusal(List<Problem> problems, Map<String, String> sent);
}
