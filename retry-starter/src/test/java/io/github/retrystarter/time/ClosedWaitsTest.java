package io.github.retrystarter.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Which of the waits without a thread the end of an application ends, and which it does not; in
 * real time and real threads. A wait that should end at once would otherwise take an hour, and the
 * time limit of the tests fails it.
 */
@Timeout(60)
class ClosedWaitsTest {

  private static final long HOUR = TimeUnit.HOURS.toNanos(1);
  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(30);
  private static final int TURNS = 3_000;

  private final ExecutorService threads = Executors.newFixedThreadPool(4);

  @AfterEach
  void end() {
    threads.shutdownNow();
  }

  static Stream<Waits> kinds() {
    return Stream.of(
        new DaemonWaits(),
        new ExecutorWaits(work -> Threads.daemon(work, "users").start()),
        new ExecutorWaits(ClosedWaitsTest::closedExecutor));
  }

  private static void closedExecutor(Runnable work) {
    ExecutorService closed = Executors.newSingleThreadExecutor();
    closed.shutdown();
    closed.execute(work);
  }

  private static boolean begun(Time time, long nanos) throws Exception {
    CompletableFuture<Boolean> ended = new CompletableFuture<>();
    time.after(nanos, ended::complete);
    return ended.get(30, TimeUnit.SECONDS);
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void aWaitThatIsNotEndedIsWhole(Waits waits) throws Exception {
    SystemTime time = new SystemTime(waits);
    assertThat(begun(time, 0)).isTrue();
    assertThat(begun(time, 1_000_000)).isTrue();
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void oneThatClosingEndsIsNotThoughItOpensAtOnce(Waits waits) throws Exception {
    SystemTime time = new SystemTime(waits);
    for (int round = 0; round < 200; round++) {
      CompletableFuture<Boolean> ended = new CompletableFuture<>();
      time.after(HOUR, ended::complete);
      time.close();
      time.open();
      assertThat(ended.get(30, TimeUnit.SECONDS)).isFalse();
    }
  }

  @ParameterizedTest
  @MethodSource("kinds")
  void whileClosedNoneBegins(Waits waits) throws Exception {
    SystemTime time = new SystemTime(waits);
    time.close();
    assertThat(begun(time, HOUR)).isFalse();
    assertThat(begun(time, 0)).isFalse();
    time.open();
    assertThat(begun(time, 1)).isTrue();
  }

  /** How often the one who closes and opens has begun and finished to do so. */
  private static final class Turns {
    private volatile int closing;
    private volatile int closed;
    private volatile int opened;
  }

  /** What one wait saw of the turns. */
  private static final class Seen {
    private final long nanos;
    private int openedBefore;
    private int closingBefore;
    private volatile int closingAfter = Integer.MAX_VALUE;
    private volatile boolean whole;
    private volatile int closingAtTheEnd;
    private volatile int closedBeforeItsWork;
    private final AtomicInteger ends = new AtomicInteger();

    private Seen(long nanos) {
      this.nanos = nanos;
    }

    private String problem() {
      if (ends.get() != 1) {
        return "ended " + ends + " times";
      }
      if (whole && nanos == HOUR) {
        return "an hour was not over";
      }
      if (whole && closedBeforeItsWork > closingAfter) {
        return "was closed since, and is whole";
      }
      boolean wasOpen = openedBefore == closingBefore;
      return !whole && wasOpen && closingAtTheEnd == closingBefore
          ? "was open all the time, and is not whole"
          : "";
    }
  }

  /**
   * One thread closes and opens, others begin waits of an hour and of no time; each knows at least
   * what was finished before it and what had not begun after it.
   */
  @Test
  @SuppressWarnings("NonAtomicVolatileUpdate") // by one thread
  void eachIsToldWhatWasTrueOfIt() throws Exception {
    Turns turns = new Turns();
    ThreadLocal<Integer> closedBefore = new ThreadLocal<>();
    ExecutorService workers = Executors.newFixedThreadPool(2);
    DaemonWaits waits =
        new DaemonWaits(
            work ->
                workers.execute(
                    () -> {
                      closedBefore.set(turns.closed);
                      work.run();
                    }),
            work ->
                workers.execute(
                    () -> {
                      closedBefore.set(0);
                      work.run();
                    }));
    SystemTime time = new SystemTime(waits);
    Queue<Seen> all = new ConcurrentLinkedQueue<>();
    CountDownLatch over = new CountDownLatch(1);
    List<Future<?>> beginners = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      beginners.add(
          threads.submit(
              () -> {
                for (int n = 0; over.getCount() > 0 || n < 100; n++) {
                  Seen seen = new Seen(n % 4 == 0 ? 0 : HOUR);
                  all.add(seen);
                  begin(time, seen, turns, closedBefore);
                }
              }));
    }
    for (int turn = 0; turn < TURNS; turn++) {
      turns.closing++;
      time.close();
      turns.closed++;
      time.open();
      turns.opened++;
    }
    over.countDown();
    for (Future<?> each : beginners) {
      each.get(30, TimeUnit.SECONDS);
    }
    Seen last = new Seen(0);
    all.add(last);
    begin(time, last, turns, closedBefore);
    untilEnded(List.of(last));
    turns.closing++;
    time.close();
    untilEnded(all);
    workers.shutdown();
    assertThat(waits.pending()).isZero();
    assertThat(all).allSatisfy(seen -> assertThat(seen.problem()).isEmpty());
    assertThat(last.whole).isTrue();
    assertThat(all).anyMatch(seen -> !seen.whole);
  }

  private static void begin(
      SystemTime time, Seen seen, Turns turns, ThreadLocal<Integer> closedBefore) {
    seen.openedBefore = turns.opened;
    seen.closingBefore = turns.closing;
    time.after(
        seen.nanos,
        whole -> {
          seen.whole = whole;
          seen.closedBeforeItsWork = closedBefore.get();
          seen.closingAtTheEnd = turns.closing;
          seen.ends.incrementAndGet();
        });
    seen.closingAfter = turns.closing;
  }

  private static void untilEnded(Collection<Seen> all) {
    long begun = System.nanoTime();
    for (Seen each : all) {
      while (each.ends.get() == 0 && System.nanoTime() - begun < PATIENCE) {
        Thread.onSpinWait();
      }
    }
  }

  /** Nobody keeps them in order. */
  @Test
  void noneIsForgottenWhereOneThreadClosesAndAnotherOpens() throws Exception {
    DaemonWaits waits = new DaemonWaits();
    SystemTime time = new SystemTime(waits);
    Queue<Seen> all = new ConcurrentLinkedQueue<>();
    Turns turns = new Turns();
    ThreadLocal<Integer> nothing = ThreadLocal.withInitial(() -> 0);
    List<Future<?>> racing =
        List.of(
            threads.submit(() -> times(time::close)),
            threads.submit(() -> times(time::open)),
            threads.submit(
                () ->
                    times(
                        () -> {
                          Seen seen = new Seen(HOUR);
                          all.add(seen);
                          begin(time, seen, turns, nothing);
                        })));
    for (Future<?> each : racing) {
      each.get(30, TimeUnit.SECONDS);
    }
    time.close();
    untilEnded(all);
    assertThat(waits.pending()).isZero();
    assertThat(all).noneMatch(seen -> seen.whole).allMatch(seen -> seen.ends.get() == 1);
  }

  /** Waits that are opened while another thread closes the clock: as far as it gets meanwhile. */
  private static final class Interrupted implements Waits {
    private final List<String> last = new CopyOnWriteArrayList<>();
    private Runnable close = () -> {};
    private Thread closing = new Thread();

    @Override
    public Time.Alarm after(long nanos, Time.Waiter work) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void run(Runnable work) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
      last.add("closed");
    }

    @Override
    public void open() {
      closing = new Thread(close);
      closing.start();
      while (closing.getState() != Thread.State.BLOCKED
          && closing.getState() != Thread.State.TERMINATED) {
        Thread.onSpinWait();
      }
      last.add("opened");
    }
  }

  /** Otherwise it could tell that it is open, and end all waits, until it is closed once more. */
  @Test
  void whicheverOfClosingAndOpeningComesLastHoldsForTheClockAndItsWaits() throws Exception {
    Interrupted waits = new Interrupted();
    SystemTime time = new SystemTime(waits);
    waits.close = time::close;
    time.open();
    waits.closing.join();
    assertThat(time.closed()).isTrue();
    assertThat(waits.last).containsExactly("opened", "closed");
  }

  private static void times(Runnable action) {
    for (int i = 0; i < TURNS; i++) {
      action.run();
    }
  }
}
