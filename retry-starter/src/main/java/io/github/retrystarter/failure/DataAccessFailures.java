package io.github.retrystarter.failure;

import io.github.retrystarter.Failure;
import io.github.retrystarter.failure.Row.Yields;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.InvalidDataAccessApiUsageException;
import org.springframework.dao.InvalidDataAccessResourceUsageException;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.dao.PermissionDeniedDataAccessException;
import org.springframework.dao.PessimisticLockingFailureException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.dao.TransientDataAccessResourceException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.NestedTransactionNotSupportedException;
import org.springframework.transaction.TransactionTimedOutException;
import org.springframework.transaction.TransactionUsageException;
import org.springframework.transaction.UnexpectedRollbackException;

/**
 * Spring's {@code DataAccessException} and {@code TransactionException}. All leave it to the
 * driver's own exception, where there is one: a deadlock comes as a PessimisticLockingFailure, a
 * wrong password as a connection that can't be had. Whether Spring calls a type transient does not
 * matter here: a lost connection is "non-transient" to it. TransactionSystemException,
 * UncategorizedDataAccessException and their kin only carry.
 */
final class DataAccessFailures implements FailureTable {

  @Override
  public List<Row> rows() {
    return Stream.of(
            Row.of(OptimisticLockingFailureException.class, Kind.OPTIMISTIC_LOCK),
            Row.of(PessimisticLockingFailureException.class, Kind.DB_LOCK_TIMEOUT),
            Row.of(ConcurrencyFailureException.class, Kind.DB_SERIALIZATION),
            Row.of(QueryTimeoutException.class, Kind.DB_TIMEOUT),
            Row.of(TransientDataAccessResourceException.class, Kind.DB_CONNECTION),
            Row.of(RecoverableDataAccessException.class, Kind.DB_CONNECTION),
            Row.of(DataAccessResourceFailureException.class, Kind.DB_CONNECTION),
            Row.of(DataIntegrityViolationException.class, Kind.DB_INTEGRITY),
            Row.of(PermissionDeniedDataAccessException.class, Kind.DB_ACCESS),
            Row.of(InvalidDataAccessResourceUsageException.class, Kind.DB_SYNTAX),
            Row.read(InvalidDataAccessApiUsageException.class, DataAccessFailures::misuse),
            Row.of(NestedTransactionNotSupportedException.class, Kind.PROGRAMMING),
            Row.of(CannotCreateTransactionException.class, Kind.DB_CONNECTION.notExecuted()),
            Row.of(TransactionTimedOutException.class, Kind.DB_TIMEOUT),
            // Somebody caught the failure that marked the transaction; what it did is undone.
            Row.of(UnexpectedRollbackException.class, Kind.UNCLASSIFIED.notExecuted()),
            Row.of(TransactionUsageException.class, Kind.PROGRAMMING))
        .map(row -> row.yielding(Yields.TO_THE_DRIVER))
        .toList();
  }

  /** Made of JPA's IllegalStateException too, which may tell of something transient. */
  private static @Nullable Failure misuse(InvalidDataAccessApiUsageException failure) {
    return failure.getCause() == null ? Kind.PROGRAMMING.failure() : null;
  }
}
