package io.github.retrystarter.failure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.github.retrystarter.Failure;
import io.github.retrystarter.support.HostileException;
import io.github.retrystarter.support.HostileException.Trick;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.sql.BatchUpdateException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.web.client.ResourceAccessException;

/** Exceptions as nobody should write them. */
class ClassificationFuzzTest {

  private static final int TREES = 10_000;
  private static final List<Trick> TRICKS = List.of(Trick.values());

  private final Classification classification =
      new Classification(List.of(), InstantSource.system());
  private final Random random = new Random(20260101);

  @Test
  void noTreeOfExceptionsHangsOrBreaksTheClassifier() {
    assertTimeoutPreemptively(
        Duration.ofSeconds(60),
        () -> {
          for (int i = 0; i < TREES; i++) {
            Throwable tree = tree();
            Failure failure = classification.classify(tree);
            assertThat(classification.kinds()).contains(failure.kind());
            // What looks at the same chain.
            new FailureMatcher(List.of(ConnectException.class), Set.of())
                .lists(tree, failure.kind());
          }
        });
  }

  @Test
  void aChainThatNeverEndsIsCut() {
    assertTimeoutPreemptively(
        Duration.ofSeconds(10),
        () ->
            assertThat(classification.classify(new HostileException(Trick.ENDLESS)))
                .isEqualTo(Kind.IO.failure()));
  }

  /** A few exceptions that point at each other at random, rings included. */
  private Throwable tree() {
    List<Throwable> all = new ArrayList<>();
    int size = 1 + random.nextInt(20);
    for (int i = 0; i < size; i++) {
      all.add(one());
    }
    for (Throwable each : all) {
      link(each, any(all));
      if (random.nextInt(4) == 0) {
        suppress(each, any(all));
      }
      if (each instanceof SQLException sql && any(all) instanceof SQLException next) {
        sql.setNextException(next);
      }
    }
    return all.get(0);
  }

  private Throwable any(List<Throwable> all) {
    return all.get(random.nextInt(all.size()));
  }

  private static void link(Throwable failure, Throwable cause) {
    try {
      failure.initCause(cause);
    } catch (IllegalStateException | IllegalArgumentException alreadyThere) {
      // It keeps the one it has.
    }
  }

  private static void suppress(Throwable failure, Throwable other) {
    if (failure != other) {
      failure.addSuppressed(other);
    }
  }

  private Throwable one() {
    String message = random.nextBoolean() ? null : "m" + random.nextInt(100);
    return switch (random.nextInt(15)) {
      case 0 -> new IOException(message);
      case 1 -> new ConnectException(message);
      case 2 -> new SocketTimeoutException(message);
      case 3 -> new SQLException(message, state(), random.nextInt(3000));
      case 4 -> new BatchUpdateException(message, state(), random.nextInt(3000), new int[0]);
      case 5 -> new CompletionException(message) {};
      case 6 -> new ExecutionException(message, null);
      case 7 -> new DataAccessResourceFailureException(String.valueOf(message));
      case 8 -> new CannotCreateTransactionException(String.valueOf(message));
      case 9 -> new ResourceAccessException(String.valueOf(message));
      case 10 -> new UncheckedIOException(new IOException(message));
      case 11 -> new StackOverflowError();
      case 12 -> new RuntimeException(message, null, false, false) {};
      default -> new HostileException(TRICKS.get(random.nextInt(TRICKS.size())));
    };
  }

  private @Nullable String state() {
    String[] states = {null, "", "4", "40001", "08006", "\uD83D\uDE00xxx", "99999"};
    return states[random.nextInt(states.length)];
  }
}
