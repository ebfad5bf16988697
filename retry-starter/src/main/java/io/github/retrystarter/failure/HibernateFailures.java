package io.github.retrystarter.failure;

import io.github.retrystarter.failure.Row.Yields;
import java.util.List;
import java.util.stream.Stream;
import org.hibernate.PessimisticLockException;
import org.hibernate.QueryTimeoutException;
import org.hibernate.StaleStateException;
import org.hibernate.dialect.lock.OptimisticEntityLockException;
import org.hibernate.dialect.lock.PessimisticEntityLockException;
import org.hibernate.exception.ConstraintViolationException;
import org.hibernate.exception.DataException;
import org.hibernate.exception.JDBCConnectionException;
import org.hibernate.exception.LockAcquisitionException;
import org.hibernate.exception.SQLGrammarException;

/** Hibernate's own exceptions; most hold the driver's, which tells more. */
final class HibernateFailures implements FailureTable {

  @Override
  public List<Row> rows() {
    return Stream.of(
            Row.of(StaleStateException.class, Kind.OPTIMISTIC_LOCK),
            Row.of(OptimisticEntityLockException.class, Kind.OPTIMISTIC_LOCK),
            Row.of(PessimisticEntityLockException.class, Kind.DB_LOCK_TIMEOUT),
            Row.of(LockAcquisitionException.class, Kind.DB_LOCK_TIMEOUT),
            Row.of(PessimisticLockException.class, Kind.DB_LOCK_TIMEOUT),
            Row.of(QueryTimeoutException.class, Kind.DB_TIMEOUT),
            Row.of(JDBCConnectionException.class, Kind.DB_CONNECTION),
            Row.of(ConstraintViolationException.class, Kind.DB_INTEGRITY),
            Row.of(DataException.class, Kind.DB_INTEGRITY),
            Row.of(SQLGrammarException.class, Kind.DB_SYNTAX))
        .map(row -> row.yielding(Yields.TO_THE_DRIVER))
        .toList();
  }
}
