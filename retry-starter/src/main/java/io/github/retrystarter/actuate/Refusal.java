package io.github.retrystarter.actuate;

import io.github.retrystarter.policy.Problem;
import java.io.Serial;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A change is not made: it is wrong. */
public final class Refusal extends RuntimeException {

  @Serial private static final long serialVersionUID = 1L;

  private final @Nullable String key;

  /**
   * Says why.
   *
   * @param error what was found, what is legal, what to do
   * @param key the key that is wrong, as it was sent; null where it is none of them
   */
  public Refusal(String error, @Nullable String key) {
    // Nobody looks where: it is the request that is wrong.
    super(error, null, false, false);
    this.key = key;
  }

  /**
   * Says why, in the words of the start-up.
   *
   * @param problems at least one
   * @param key the key that is wrong, as it was sent; null where it is none of them
   * @return the refusal
   */
  public static Refusal of(List<Problem> problems, @Nullable String key) {
    return new Refusal(
        problems.stream()
            .map(each -> each.describe("") + "Action: " + each.action())
            .collect(Collectors.joining("\n\n")),
        key);
  }

  /** The key that is wrong, as it was sent; null where it is none of them. */
  @Nullable String key() {
    return key;
  }
}
