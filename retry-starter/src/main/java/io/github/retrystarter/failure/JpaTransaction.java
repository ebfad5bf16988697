package io.github.retrystarter.failure;

import jakarta.persistence.EntityTransaction;
import org.springframework.orm.jpa.EntityManagerHolder;

/** JPA: Hibernate marks its transaction for rollback with almost every failure. */
final class JpaTransaction implements TransactionProbe {

  @Override
  public State look(Object resource) {
    if (!(resource instanceof EntityManagerHolder holder)) {
      return State.UNKNOWN;
    }
    EntityTransaction transaction = holder.getEntityManager().getTransaction();
    return transaction.isActive() && transaction.getRollbackOnly() ? State.LOST : State.UNKNOWN;
  }
}
