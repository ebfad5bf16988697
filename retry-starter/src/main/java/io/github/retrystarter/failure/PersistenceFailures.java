package io.github.retrystarter.failure;

import io.github.retrystarter.failure.Row.Yields;
import jakarta.persistence.EntityExistsException;
import jakarta.persistence.LockTimeoutException;
import jakarta.persistence.OptimisticLockException;
import jakarta.persistence.PessimisticLockException;
import jakarta.persistence.QueryTimeoutException;
import jakarta.persistence.TransactionRequiredException;
import java.util.List;
import java.util.stream.Stream;

/** JPA. PersistenceException itself and RollbackException only carry. */
final class PersistenceFailures implements FailureTable {

  @Override
  public List<Row> rows() {
    return Stream.of(
            Row.of(OptimisticLockException.class, Kind.OPTIMISTIC_LOCK),
            Row.of(PessimisticLockException.class, Kind.DB_LOCK_TIMEOUT),
            Row.of(LockTimeoutException.class, Kind.DB_LOCK_TIMEOUT),
            Row.of(QueryTimeoutException.class, Kind.DB_TIMEOUT),
            Row.of(EntityExistsException.class, Kind.DB_INTEGRITY),
            Row.of(TransactionRequiredException.class, Kind.PROGRAMMING))
        .map(row -> row.yielding(Yields.TO_THE_DRIVER))
        .toList();
  }
}
