package io.github.retrystarter.database;

import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.retrystarter.Retries;
import io.github.retrystarter.RetryInfo;
import io.github.retrystarter.autoconfigure.RetryAutoConfiguration;
import io.github.retrystarter.failure.Classification;
import io.github.retrystarter.time.Time;
import io.github.retrystarter.time.VirtualTime;
import java.sql.SQLException;
import java.util.Collections;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.SoftAssertions;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

/** The starter as an application has it, with a policy of two retries, on virtual time. */
final class Bench implements AutoCloseable {

  private final AnnotationConfigApplicationContext context =
      new AnnotationConfigApplicationContext();

  Bench() {
    TestPropertyValues.of(
            "retry.policies.database.max-retries=2", "retry.policies.database.budget=none")
        .applyTo(context);
    context.registerBean(Time.class, VirtualTime::new);
    context.register(RetryAutoConfiguration.class);
    context.refresh();
  }

  /** Runs the work, and compares what is known of its failure and how often it was called. */
  void check(Row row) {
    AtomicInteger calls = new AtomicInteger();
    Throwable thrown =
        catchThrowable(
            () ->
                context
                    .getBean(Retries.class)
                    .policy("database")
                    .call(
                        () -> {
                          calls.incrementAndGet();
                          row.work().run();
                          return null;
                        }));
    if (thrown == null) {
      throw new AssertionError("Nothing failed: " + row.trouble());
    }
    RetryInfo info = RetryInfo.of(thrown).orElseThrow(() -> new AssertionError("No info", thrown));
    String seen = row.sentence() + "\n" + chain(thrown);
    int expectedCalls = row.retried() ? 3 : 1;
    SoftAssertions all = new SoftAssertions();
    all.assertThat(context.getBean(Classification.class).classify(thrown))
        .as("%s", seen)
        .isEqualTo(row.expected());
    all.assertThat(calls).as("calls: %s", seen).hasValue(expectedCalls);
    all.assertThat(info.kinds())
        .as("%s", seen)
        .isEqualTo(Collections.nCopies(expectedCalls, row.expected().kind()));
    all.assertThat(info.reason()).as("%s", seen).isEqualTo(reason(row));
    all.assertAll();
  }

  private static String reason(Row row) {
    if (row.expected().kind().equals("db_transaction_aborted")) {
      return "transaction_rolled_back";
    }
    return row.retried() ? "exhausted" : "permanent";
  }

  /** The classes and messages of the chain, with what a database tells besides. */
  private static String chain(Throwable failure) {
    StringBuilder text = new StringBuilder();
    for (Throwable each = failure; each != null; each = each.getCause()) {
      text.append(each.getClass().getName());
      if (each instanceof SQLException sql) {
        text.append(" [%s, %d]".formatted(sql.getSQLState(), sql.getErrorCode()));
      }
      text.append(": ").append(each.getMessage()).append("\n<- ");
    }
    return text.toString();
  }

  @Override
  public void close() {
    context.close();
  }
}
