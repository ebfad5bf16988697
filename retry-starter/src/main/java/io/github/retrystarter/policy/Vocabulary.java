package io.github.retrystarter.policy;

import io.github.retrystarter.Backoff;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What names in a policy can refer to. */
public interface Vocabulary {

  /**
   * Finds an exception class.
   *
   * @param name its full name
   * @return the class; null where it is not on the class path
   */
  @Nullable Class<?> type(String name);

  /**
   * The failure kinds.
   *
   * @return all that are known
   */
  Set<String> kinds();

  /**
   * Finds a backoff bean.
   *
   * @param bean its name
   * @return the bean; null where there is none of the type
   */
  @Nullable Backoff backoff(String bean);

  /**
   * The names of all backoff beans.
   *
   * @return the names
   */
  Set<String> backoffs();
}
