package io.github.retrystarter.failure.real;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An exception and its causes in words, for messages of failed tests. */
final class Chain {

  private static final int LONGEST = 200;

  private Chain() {}

  static String of(@Nullable Throwable thrown) {
    StringBuilder text = new StringBuilder();
    Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Throwable each = thrown; each != null && seen.add(each); each = each.getCause()) {
      text.append("\n    ").append(each.getClass().getName()).append(": ");
      text.append(cut(String.valueOf(each.getMessage())));
    }
    return text.isEmpty() ? "\n    nothing" : text.toString();
  }

  /** Jetty's tell of all that is inside. */
  private static String cut(String message) {
    return message.length() > LONGEST ? message.substring(0, LONGEST) + "…" : message;
  }
}
