package io.github.retrystarter.failure;

import io.github.retrystarter.Failure;
import io.github.retrystarter.failure.TransactionProbe.State;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.NoTransactionException;
import org.springframework.transaction.interceptor.TransactionAspectSupport;
import org.springframework.transaction.support.ResourceHolderSupport;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Transactions of Spring. One is lost if somebody has marked it for rollback (an inner
 * {@code @Transactional} that took part in it and failed; Hibernate, of itself), or if the database
 * has aborted it and Spring does not know.
 */
final class SpringTransaction implements OuterTransaction {

  /** Those that look at marks only. */
  private final List<TransactionProbe> marks = new ArrayList<>();

  /**
   * And those that look at the connection, asked only where the database has failed: whoever asks a
   * connection that is taken late would take it.
   */
  private final List<TransactionProbe> all = new ArrayList<>();

  SpringTransaction() {
    marks.add(SpringTransaction::markedForRollback);
    if (Libraries.isPresent(Libraries.SPRING_JPA)) {
      marks.add(new JpaTransaction());
    }
    all.addAll(marks);
    if (Libraries.isPresent(Libraries.SPRING_JDBC)) {
      all.add(new JdbcTransaction());
    }
    if (Libraries.isPresent(Libraries.SPRING_JDBC) && Libraries.isPresent(Libraries.POSTGRES)) {
      all.add(new PostgresTransaction());
    }
  }

  @Override
  public boolean isLost(@Nullable Throwable thrown, Failure failure) {
    // Without synchronization it is over: these are its last callbacks.
    if (!TransactionSynchronizationManager.isActualTransactionActive()
        || !TransactionSynchronizationManager.isSynchronizationActive()) {
      return false;
    }
    boolean spoken = thrown != null && CauseChain.any(thrown, SQLException.class::isInstance);
    State state = State.UNKNOWN;
    boolean bound = false;
    for (Object resource : TransactionSynchronizationManager.getResourceMap().values()) {
      bound |= resource instanceof ResourceHolderSupport;
      for (TransactionProbe probe : spoken ? all : marks) {
        state = state == State.LOST ? state : worse(state, look(probe, resource));
      }
    }
    // With JTA nothing need be bound; elsewhere this may be one that is suspended.
    state = bound ? state : declared();
    return state == State.UNKNOWN
        ? thrown != null && endsTransaction(failure) && !InnerTransaction.threw(thrown)
        : state == State.LOST;
  }

  /**
   * Databases that can't be asked. MySQL, H2 and SQL Server roll the whole transaction back to end
   * a deadlock, and MySQL would go on in a new one that has lost what came before; a transaction
   * that can't be serialized can't be later either. If it was this one, and not one further in.
   */
  private static boolean endsTransaction(Failure failure) {
    return failure.kind().equals(Kind.DB_DEADLOCK.tag())
        || failure.kind().equals(Kind.DB_SERIALIZATION.tag());
  }

  private static State worse(State a, State b) {
    return b == State.UNKNOWN ? a : b;
  }

  /** A resource that is no longer usable tells nothing. */
  private static State look(TransactionProbe probe, Object resource) {
    try {
      return probe.look(resource);
    } catch (Exception | LinkageError unusable) {
      return State.UNKNOWN;
    }
  }

  private static State markedForRollback(Object resource) {
    return resource instanceof ResourceHolderSupport holder && holder.isRollbackOnly()
        ? State.LOST
        : State.UNKNOWN;
  }

  /** What the innermost {@code @Transactional} around the call knows, of JTA too. */
  private static State declared() {
    try {
      return TransactionAspectSupport.currentTransactionStatus().isRollbackOnly()
          ? State.LOST
          : State.UNKNOWN;
    } catch (NoTransactionException begunInCode) {
      return State.UNKNOWN;
    }
  }
}
