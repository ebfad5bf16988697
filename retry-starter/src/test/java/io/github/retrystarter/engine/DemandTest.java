package io.github.retrystarter.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.reactivestreams.Subscription;

/** What the sources of one call are asked for. */
class DemandTest {

  private static final class Counting implements Subscription {
    private final AtomicLong asked = new AtomicLong();

    @Override
    public void request(long elements) {
      asked.addAndGet(elements);
    }

    @Override
    public void cancel() {}
  }

  @Test
  void eachSourceIsAskedForWhatIsStillWanted() {
    Demand demand = new Demand();
    demand.request(5);
    Counting first = new Counting();
    demand.from(first);
    assertThat(first.asked).hasValue(5);
    demand.deliver();
    demand.deliver();
    demand.request(1);
    assertThat(first.asked).hasValue(6);
    Counting second = new Counting();
    demand.from(second);
    assertThat(second.asked).hasValue(4);
    assertThat(first.asked).hasValue(6);
  }

  @Test
  void whoWantsAllIsNeverServed() {
    Demand demand = new Demand();
    demand.request(7);
    demand.request(Long.MAX_VALUE);
    demand.deliver();
    Counting source = new Counting();
    demand.from(source);
    assertThat(source.asked).hasValue(Long.MAX_VALUE);
  }

  /** Requests race with sources that take over: none is lost, none counts twice. */
  @Test
  @Timeout(60)
  void theLastSourceIsAskedForAllThatIsStillWanted() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      for (int round = 0; round < 2_000; round++) {
        Demand demand = new Demand();
        CyclicBarrier start = new CyclicBarrier(2);
        Future<?> asks =
            threads.submit(
                () -> {
                  start.await(30, TimeUnit.SECONDS);
                  for (int i = 0; i < 100; i++) {
                    demand.request(1);
                  }
                  return null;
                });
        AtomicLong delivered = new AtomicLong();
        AtomicReference<Counting> last = new AtomicReference<>(new Counting());
        Future<?> serves =
            threads.submit(
                () -> {
                  start.await(30, TimeUnit.SECONDS);
                  for (int i = 0; i < 20; i++) {
                    Counting source = new Counting();
                    demand.from(source);
                    if (last.getAndSet(source).asked.get() > delivered.get()) {
                      demand.deliver();
                      delivered.incrementAndGet();
                    }
                  }
                  return null;
                });
        asks.get(30, TimeUnit.SECONDS);
        serves.get(30, TimeUnit.SECONDS);
        Counting end = new Counting();
        demand.from(end);
        assertThat(end.asked).hasValue(100 - delivered.get());
      }
    } finally {
      threads.shutdownNow();
    }
  }
}
