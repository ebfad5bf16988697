package io.github.retrystarter.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.retrystarter.policy.PolicyKey;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A fallback that calls what has a fallback of its own. */
class NestedFallbacksTest {

  private final Rig outer = new Rig().with(PolicyKey.MAX_RETRIES, 0);
  private final Rig inner = new Rig().with(PolicyKey.MAX_RETRIES, 0);

  private static Attempts<String> failing(Throwable failure, Attempts.Answer fallback) {
    return new Attempts<>() {
      @Override
      public @Nullable Object first(String subject) throws Throwable {
        throw failure;
      }

      @Override
      public @Nullable Object again(String subject) throws Throwable {
        throw failure;
      }

      @Override
      public Answer fallback(String subject, Throwable last) {
        return fallback;
      }
    };
  }

  @Test
  void itsFailureCarriesBothOriginals() {
    IOException first = new IOException("the outer one");
    IOException second = new IOException("the inner one");
    IllegalStateException last = new IllegalStateException("the fallback's own");
    Attempts<String> inside =
        failing(
            second,
            () -> {
              throw last;
            });
    CallSite innerSite = inner.site(null);
    Attempts<String> around =
        failing(first, () -> FirstAttempt.call(Hand.BLOCKING, innerSite, inside, "inner"));
    CallSite outerSite = outer.site(null);
    for (int i = 0; i < 3; i++) {
      Throwable thrown =
          catchThrowable(() -> FirstAttempt.call(Hand.BLOCKING, outerSite, around, "outer"));
      assertThat(thrown).isSameAs(last);
    }
    // Once each, although the same instance came three times.
    assertThat(last.getSuppressed()).containsExactly(second, first);
  }
}
