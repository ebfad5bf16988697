package io.github.retrystarter.failure;

import io.github.retrystarter.AttemptTimeoutException;
import io.github.retrystarter.CircuitOpenException;
import java.util.List;

/** The starter's own exceptions. */
final class StarterFailures implements FailureTable {

  @Override
  public List<Row> rows() {
    return List.of(
        Row.of(AttemptTimeoutException.class, Kind.ATTEMPT_TIMEOUT),
        Row.of(CircuitOpenException.class, Kind.CIRCUIT_OPEN));
  }
}
