package io.github.retrystarter.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StatsBookTest {

  private final StatsBook book = new StatsBook();

  /** Notes what it hears, as text. */
  private static final class Notes implements StatsObserver {
    private final List<String> heard = Collections.synchronizedList(new ArrayList<>());

    @Override
    public void added(CallStats stats) {
      heard.add(stats.policy() + " " + stats.method());
    }

    @Override
    public void added(CallStats stats, AttemptSeries series) {
      heard.add(stats.method() + " " + series.attempt() + " " + series.result());
    }
  }

  @Test
  void theSameNamesGiveTheSameCounts() {
    CallStats stats = book.of("payments", "Shop.pay");
    assertThat(book.of("payments", "Shop.pay")).isSameAs(stats);
    assertThat(book.of("other", "Shop.pay")).isNotSameAs(stats);
    assertThat(book.of("payments", "Shop.refund")).isNotSameAs(stats);
  }

  @Test
  void allAreListedOldestFirst() {
    CallStats b = book.of("b", "B.b");
    CallStats a = book.of("a", "A.a");
    book.of("b", "B.b");
    assertThat(book.all()).containsExactly(b, a);
  }

  @Test
  void anObserverHearsOfEachNewSeriesOnce() {
    Notes notes = new Notes();
    book.observe(notes);
    CallStats stats = book.of("payments", "Shop.pay");
    book.of("payments", "Shop.pay");
    stats.succeededAtOnce();
    stats.attempted(1, "io");
    stats.attempted(1, "io");
    stats.attempted(12, "io");
    stats.attempted(13, "io");
    assertThat(notes.heard)
        .containsExactly(
            "payments Shop.pay", "Shop.pay 1 success", "Shop.pay 1 io", "Shop.pay 10+ io");
  }

  @Test
  void aLateObserverHearsOfAllThatIsThere() {
    book.of("payments", "Shop.pay").attempted(2, "tls");
    book.of("stock", "Shop.count");
    Notes late = new Notes();
    book.observe(late);
    assertThat(late.heard)
        .containsExactlyInAnyOrder(
            "payments Shop.pay",
            "Shop.pay 1 success",
            "Shop.pay 2 tls",
            "stock Shop.count",
            "Shop.count 1 success");
    assertThat(late.heard.indexOf("payments Shop.pay"))
        .isLessThan(late.heard.indexOf("Shop.pay 2 tls"));
    book.of("stock", "Shop.count").attempted(3, "io");
    assertThat(late.heard).endsWith("Shop.count 3 io");
  }

  @Test
  void allObserversHearOfIt() {
    Notes one = new Notes();
    Notes other = new Notes();
    book.observe(one);
    book.observe(other);
    book.of("payments", "Shop.pay").attempted(1, "io");
    assertThat(one.heard).isEqualTo(other.heard).hasSize(3);
  }

  /** Told twice is allowed where it joins at that very moment; missed is not. */
  @Test
  void anObserverThatJoinsWhileSeriesAppearMissesNone() {
    for (int round = 0; round < 200; round++) {
      StatsBook busy = new StatsBook();
      CallStats stats = busy.of("payments", "Shop.pay");
      Notes notes = new Notes();
      CompletableFuture<Void> counting =
          CompletableFuture.runAsync(
              () -> IntStream.rangeClosed(1, 9).forEach(n -> stats.attempted(n, "io")));
      busy.observe(notes);
      counting.join();
      Set<String> expected = new HashSet<>(Set.of("payments Shop.pay", "Shop.pay 1 success"));
      IntStream.rangeClosed(1, 9).forEach(n -> expected.add("Shop.pay " + n + " io"));
      assertThat(new HashSet<>(notes.heard)).isEqualTo(expected);
    }
  }
}
