package io.github.retrystarter.sample.shop;

import io.github.retrystarter.sample.shop.StockService.Move;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.springframework.stereotype.Component;

/** Sends two moves in opposite directions, so that they meet in a deadlock. */
@Component
class Crossing {

  /**
   * A move that is done.
   *
   * @param attempts how many it took
   */
  record Moved(String from, String to, int units, int attempts) {}

  /** Both moves, and the units of each warehouse and in total. */
  record Result(List<Moved> moves, Map<String, Integer> before, Map<String, Integer> after) {}

  private static final String ITEM = "tea";

  /** For both moves; each has its policy's timeout, which is shorter. */
  private static final long PATIENCE_SECONDS = 15;

  private final StockService service;
  private final StockTable stock;

  Crossing(StockService service, StockTable stock) {
    this.service = service;
    this.stock = stock;
  }

  /** Runs both moves, each on a thread of its own. One crossing at a time: four would not meet. */
  synchronized Result run() {
    Map<String, Integer> before = stock.units(ITEM);
    Traveller there = new Traveller(new Move(ITEM, "north", "south", 2));
    Traveller back = new Traveller(new Move(ITEM, "south", "north", 1));
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      CompletableFuture<Integer> first =
          CompletableFuture.supplyAsync(() -> there.go(service, back), threads);
      // H2 ends a deadlock by rolling back the younger transaction: that is now always this one.
      there.awaitFirstLock(PATIENCE_SECONDS);
      CompletableFuture<Integer> second =
          CompletableFuture.supplyAsync(() -> back.go(service, there), threads);
      CompletableFuture.allOf(first, second).orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
      return new Result(
          List.of(moved(there.move(), first.join()), moved(back.move(), second.join())),
          before,
          stock.units(ITEM));
    } finally {
      threads.shutdownNow();
    }
  }

  private static Moved moved(Move move, int attempts) {
    return new Moved(move.from(), move.to(), move.units(), attempts);
  }
}
