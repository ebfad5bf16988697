package io.github.retrystarter.support;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * An exception whose own code misbehaves. It is an IOException, so that its message is looked at.
 */
public final class HostileException extends IOException {

  private static final long serialVersionUID = 1;

  /** What it does. */
  public enum Trick {
    /** Throws whenever it is asked for its cause. */
    CAUSE_THROWS,
    /** Makes a new cause whenever it is asked. */
    ENDLESS,
    /** Is its own cause. */
    SELF,
    /** Throws when asked for its message. */
    MESSAGE_THROWS,
    /** Overflows the stack when asked for its message. */
    MESSAGE_RECURSES,
    /** Throws when compared, hashed or shown. */
    IDENTITY_THROWS
  }

  private final Trick trick;

  public HostileException(Trick trick) {
    this.trick = trick;
  }

  @Override
  public synchronized @Nullable Throwable getCause() {
    return switch (trick) {
      case CAUSE_THROWS -> throw new IllegalStateException("no cause for you");
      case ENDLESS -> new HostileException(trick);
      case SELF -> this;
      default -> super.getCause();
    };
  }

  @Override
  @SuppressWarnings("InfiniteRecursion") // that is the trick
  public @Nullable String getMessage() {
    return switch (trick) {
      case MESSAGE_THROWS -> throw new IllegalStateException("no message for you");
      case MESSAGE_RECURSES -> getMessage();
      default -> super.getMessage();
    };
  }

  @Override
  public boolean equals(@Nullable Object other) {
    if (trick == Trick.IDENTITY_THROWS) {
      throw new IllegalStateException("not comparable");
    }
    return this == other;
  }

  @Override
  public int hashCode() {
    if (trick == Trick.IDENTITY_THROWS) {
      throw new IllegalStateException("no hash for you");
    }
    return System.identityHashCode(this);
  }

  @Override
  public String toString() {
    if (trick == Trick.IDENTITY_THROWS) {
      throw new IllegalStateException("nothing to see");
    }
    return "hostile";
  }
}
