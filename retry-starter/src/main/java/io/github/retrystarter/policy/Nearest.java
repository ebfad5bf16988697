package io.github.retrystarter.policy;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Guesses what a misspelt name was meant to be. */
public final class Nearest {

  private Nearest() {}

  /**
   * The known name that is nearest to a misspelt one.
   *
   * @param name the misspelt name
   * @param known the names to choose from
   * @return the nearest one; empty where none is near: two letters may differ, or a third of them
   */
  public static Optional<String> to(String name, Collection<String> known) {
    String wanted = plain(name);
    return known.stream()
        .sorted()
        .min(Comparator.comparingInt(each -> distance(wanted, plain(each))))
        .filter(
            each -> {
              int length = Math.max(wanted.length(), plain(each).length());
              return distance(wanted, plain(each)) <= Math.max(length < 5 ? 1 : 2, length / 3);
            });
  }

  private static String plain(String name) {
    return name.toLowerCase(Locale.ROOT).replaceAll("[-_.]", "");
  }

  /** Levenshtein, Binary codes capable of correcting deletions, insertions and reversals (1966). */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int change = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(change, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }
}
