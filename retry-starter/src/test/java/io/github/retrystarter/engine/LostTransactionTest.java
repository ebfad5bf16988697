package io.github.retrystarter.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.retrystarter.Retry;
import io.github.retrystarter.RetryInfo;
import io.github.retrystarter.event.Outcome;
import io.github.retrystarter.support.CapturedLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A retry that would run in a transaction that can't be committed is in vain. */
class LostTransactionTest {

  private final Rig rig = new Rig();
  private final Retry retry = rig.retry();
  private final AtomicInteger calls = new AtomicInteger();
  private final CapturedLog log = new CapturedLog(CallSite.class);

  @AfterEach
  void close() {
    log.close();
  }

  @Test
  void theCallEndsAtOnce() {
    rig.transactionLost = true;
    fails(new IOException("broken"));
    assertThat(calls).hasValue(1);
    assertThat(rig.calls(Outcome.TRANSACTION_ROLLED_BACK)).isOne();
    assertThat(rig.calls()).isOne();
  }

  @Test
  void theWarningSaysOnceToMoveTheAnnotationOutward() {
    rig.transactionLost = true;
    fails(new IOException("broken"));
    fails(new IOException("broken"));
    assertThat(log.lines())
        .extracting(CapturedLog.Line::text)
        .containsExactly(
            "WARN Test.call failed (io) inside a transaction that began before it and can't be"
                + " committed any more. It was not retried: each retry would run in that same"
                + " transaction. Move @Retryable outward, to the method that begins the"
                + " transaction or to one that calls it (told once)");
  }

  /** The README's copy of it. */
  @Test
  void theReadmeShowsTheWarning() throws IOException {
    rig.transactionLost = true;
    fails(new SQLException("deadlock detected", "40P01"));
    assertThat(Files.readString(Path.of("..", "README.md")))
        .contains(log.lines().get(0).text().replace("Test.call", "OrderService.reserve"));
  }

  @Test
  void aFailureThatIsNotRetriedAnywaySaysSo() {
    rig.transactionLost = true;
    fails(new NullPointerException());
    assertThat(rig.calls(Outcome.PERMANENT)).isOne();
    assertThat(log.lines()).isEmpty();
  }

  @Test
  void aTransactionThatIsLostDuringTheCallEndsIt() {
    AtomicInteger call = new AtomicInteger();
    assertThatThrownBy(
            () ->
                retry.call(
                    () -> {
                      rig.transactionLost = call.incrementAndGet() == 2;
                      throw new IOException("broken");
                    }))
        .isInstanceOf(IOException.class)
        .satisfies(
            thrown ->
                assertThat(RetryInfo.of(thrown).orElseThrow().reason())
                    .isEqualTo("transaction_rolled_back"));
    assertThat(call).hasValue(2);
  }

  @Test
  void aStatementInADeadTransactionOfItsOwnTellsOfTheFailureThatWasCaught() {
    fails(new SQLException("current transaction is aborted", "25P02"));
    assertThat(calls).hasValue(1);
    assertThat(rig.calls(Outcome.TRANSACTION_ROLLED_BACK)).isOne();
    assertThat(log.lines())
        .extracting(CapturedLog.Line::text)
        .containsExactly(
            "WARN Test.call ran a statement (db_transaction_aborted) in a transaction that the"
                + " database had aborted before. It was not retried: whatever caught the first"
                + " failure hides what went wrong. Let that failure leave the method, so that it"
                + " can be retried in a new transaction, or move @Retryable outward (told once)");
  }

  private void fails(Exception failure) {
    Callable<Object> work =
        () -> {
          calls.incrementAndGet();
          throw failure;
        };
    assertThatThrownBy(() -> retry.call(work)).isSameAs(failure);
  }
}
