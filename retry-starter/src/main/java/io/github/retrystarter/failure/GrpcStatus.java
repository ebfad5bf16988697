package io.github.retrystarter.failure;

import io.github.retrystarter.Failure;
import io.github.retrystarter.Failure.Executed;
import io.github.retrystarter.Failure.Verdict;
import java.time.Duration;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * What gRPC's statuses mean; from the descriptions in the gRPC core documentation, "Status codes
 * and their use in gRPC". Named as there, so that nothing of gRPC need be on the class path.
 */
enum GrpcStatus {
  CANCELLED(Verdict.FAIL, Executed.MAYBE),
  UNKNOWN(Verdict.UNKNOWN, Executed.MAYBE),
  INVALID_ARGUMENT(Verdict.FAIL, Executed.NO),
  DEADLINE_EXCEEDED(Verdict.RETRY, Executed.MAYBE),
  NOT_FOUND(Verdict.FAIL, Executed.NO),
  ALREADY_EXISTS(Verdict.FAIL, Executed.NO),
  PERMISSION_DENIED(Verdict.FAIL, Executed.NO),
  RESOURCE_EXHAUSTED(Verdict.RETRY, Executed.MAYBE),
  FAILED_PRECONDITION(Verdict.FAIL, Executed.NO),
  /** A concurrency conflict: the client's own unit of work may succeed the next time. */
  ABORTED(Verdict.RETRY, Executed.MAYBE),
  OUT_OF_RANGE(Verdict.FAIL, Executed.NO),
  UNIMPLEMENTED(Verdict.FAIL, Executed.NO),
  INTERNAL(Verdict.UNKNOWN, Executed.MAYBE),
  UNAVAILABLE(Verdict.RETRY, Executed.MAYBE),
  DATA_LOSS(Verdict.FAIL, Executed.MAYBE),
  UNAUTHENTICATED(Verdict.FAIL, Executed.NO);

  private final Verdict verdict;
  private final Executed executed;

  GrpcStatus(Verdict verdict, Executed executed) {
    this.verdict = verdict;
    this.executed = executed;
  }

  /**
   * The kinds of those that say nothing about the server's health: as HTTP's 4xx, and the conflicts
   * of two that wanted the same.
   */
  static Stream<String> neutral() {
    return Stream.of(
            CANCELLED,
            INVALID_ARGUMENT,
            NOT_FOUND,
            ALREADY_EXISTS,
            PERMISSION_DENIED,
            FAILED_PRECONDITION,
            ABORTED,
            OUT_OF_RANGE,
            UNAUTHENTICATED)
        .map(GrpcStatus::kind);
  }

  String kind() {
    return "grpc_" + name().toLowerCase(Locale.ROOT);
  }

  Failure failure() {
    return new Failure(kind(), verdict, executed, null);
  }

  /** Where it is certain that nothing was done. */
  Failure notExecuted() {
    return new Failure(kind(), verdict, Executed.NO, null);
  }

  /** Where the server has said when to come again. */
  Failure pushedBack(Duration wish) {
    return new Failure(kind(), verdict, executed, wish);
  }

  /** Where trying again can't help. */
  Failure permanent() {
    return new Failure(kind(), Verdict.FAIL, executed, null);
  }
}
