package io.github.retrystarter.sample.shop;

import io.github.retrystarter.RetryContext;
import io.github.retrystarter.annotation.Retryable;
import java.util.function.Consumer;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Moves stock between warehouses. */
@Service
class StockService {

  /** Some units of an item, on their way from one warehouse to another. */
  record Move(String item, String from, String to, int units) {}

  private final StockTable stock;

  StockService(StockTable stock) {
    this.stock = stock;
  }

  /**
   * Moves some units. The row that it takes from is locked first, so two moves in opposite
   * directions can wait for each other for ever: a deadlock. The database ends it by rolling one of
   * them back; that one is tried again, in a transaction of its own. (Always locking in the same
   * order would be better here, but not every deadlock can be seen in one method.)
   *
   * @param move what and where
   * @param beforeLock told the warehouse whose row is locked next
   * @return the attempt that succeeded, 1 = the first
   */
  @Retryable("stock")
  @Transactional
  public int move(Move move, Consumer<String> beforeLock) {
    beforeLock.accept(move.from());
    stock.add(move.item(), move.from(), -move.units());
    beforeLock.accept(move.to());
    stock.add(move.item(), move.to(), move.units());
    return RetryContext.current().map(RetryContext::attempt).orElse(1);
  }
}
