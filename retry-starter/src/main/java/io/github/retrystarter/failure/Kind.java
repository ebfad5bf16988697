package io.github.retrystarter.failure;

import io.github.retrystarter.Failure;
import io.github.retrystarter.Failure.Executed;
import io.github.retrystarter.Failure.Verdict;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/**
 * The built-in kinds that have a name each, with what they mean: the one table of verdicts. HTTP
 * statuses have theirs in {@link HttpStatus}, gRPC statuses in {@link GrpcFailures}.
 */
@SuppressWarnings("ImmutableEnumChecker") // a Failure is an immutable record
enum Kind {
  CONNECTION_REFUSED(Verdict.RETRY, Executed.NO),
  UNKNOWN_HOST(Verdict.RETRY, Executed.NO),
  CONNECT_TIMEOUT(Verdict.RETRY, Executed.NO),
  READ_TIMEOUT(Verdict.RETRY, Executed.MAYBE),
  CONNECTION_RESET(Verdict.RETRY, Executed.MAYBE),
  IO(Verdict.RETRY, Executed.MAYBE),
  FILE(Verdict.FAIL, Executed.NO),
  TLS(Verdict.FAIL, Executed.NO),
  DB_DEADLOCK(Verdict.RETRY, Executed.NO),
  DB_SERIALIZATION(Verdict.RETRY, Executed.NO),
  DB_LOCK_TIMEOUT(Verdict.RETRY, Executed.NO),
  OPTIMISTIC_LOCK(Verdict.RETRY, Executed.NO),
  DB_TIMEOUT(Verdict.RETRY, Executed.NO),
  DB_TRANSACTION_ABORTED(Verdict.FAIL, Executed.NO),
  DB_ACCESS(Verdict.FAIL, Executed.NO),
  DB_CONNECTION(Verdict.RETRY, Executed.MAYBE),
  DB_INTEGRITY(Verdict.FAIL, Executed.NO),
  DB_SYNTAX(Verdict.FAIL, Executed.NO),
  MESSAGING(Verdict.RETRY, Executed.MAYBE),
  ATTEMPT_TIMEOUT(Verdict.RETRY, Executed.MAYBE),
  CIRCUIT_OPEN(Verdict.FAIL, Executed.NO),
  BUDGET(Verdict.FAIL, Executed.NO),
  INTERRUPTED(Verdict.FAIL, Executed.MAYBE),
  CANCELLED(Verdict.FAIL, Executed.MAYBE),
  PROGRAMMING(Verdict.FAIL, Executed.MAYBE),
  VALIDATION(Verdict.FAIL, Executed.NO),
  SECURITY(Verdict.FAIL, Executed.NO),
  ERROR(Verdict.FAIL, Executed.MAYBE),
  UNCLASSIFIED(Verdict.UNKNOWN, Executed.MAYBE);

  private static final Set<Kind> OF_CONNECTIONS = EnumSet.range(CONNECTION_REFUSED, TLS);

  private final Failure failure;
  private final Failure notExecuted;

  Kind(Verdict verdict, Executed executed) {
    String tag = name().toLowerCase(Locale.ROOT);
    failure = new Failure(tag, verdict, executed, null);
    notExecuted = new Failure(tag, verdict, Executed.NO, null);
  }

  String tag() {
    return failure.kind();
  }

  /** What such a failure means in general. */
  Failure failure() {
    return failure;
  }

  /** The same, where it is certain that nothing was done. */
  Failure notExecuted() {
    return notExecuted;
  }

  /** Whether a failure tells what became of the connection, the file or the thread. */
  static boolean tellsOfConnection(Failure failure) {
    for (Kind kind : OF_CONNECTIONS) {
      if (kind.tag().equals(failure.kind())) {
        return true;
      }
    }
    return failure.kind().equals(INTERRUPTED.tag());
  }
}
