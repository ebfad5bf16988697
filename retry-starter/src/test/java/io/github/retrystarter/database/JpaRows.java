package io.github.retrystarter.database;

import static io.github.retrystarter.database.Row.fail;
import static io.github.retrystarter.database.Row.retryNotDone;

import io.github.retrystarter.Failure;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import java.util.Map;
import java.util.stream.Stream;

/** What goes wrong with entities; through Spring's translation, and without. */
final class JpaRows {

  private static final Failure STALE = retryNotDone("optimistic_lock");
  private static final Failure LOCKED = retryNotDone("db_lock_timeout");
  private static final Failure SLOW = retryNotDone("db_timeout");
  private static final Failure INTEGRITY = fail("db_integrity");

  private final Database database;
  private final Ways ways;

  JpaRows(Database database, Ways ways) {
    this.database = database;
    this.ways = ways;
  }

  /** Works with entities in a transaction. */
  @FunctionalInterface
  private interface Work {
    void run(EntityManager manager);
  }

  Stream<Row> rows() {
    return Stream.of(
            each("a stale entity at commit", STALE, manager -> overtaken(manager).balance++),
            each("a stale entity at flush", STALE, this::flushStale),
            each("a stale entity to delete", STALE, manager -> manager.remove(overtaken(manager))),
            each(
                "a stale entity that was read only",
                STALE,
                manager -> manager.lock(overtaken(manager), LockModeType.OPTIMISTIC)),
            each("stale entities in a batch", STALE, this::batchOfStaleEntities),
            each("a stale detached entity", STALE, this::detached),
            each("a locked entity, no wait", LOCKED, manager -> locked(manager, 0)),
            each("a locked entity, a short wait", LOCKED, manager -> locked(manager, 10)),
            each("a duplicate entity", INTEGRITY, manager -> manager.persist(account(1, "Cid"))),
            each(
                "an entity without a value",
                INTEGRITY,
                manager -> manager.persist(account(3, null))),
            each(
                "duplicate entities in a batch",
                INTEGRITY,
                manager -> {
                  manager.persist(account(3, "Cid"));
                  manager.persist(account(4, "Cid"));
                }))
        .flatMap(rows -> rows);
  }

  /** On one way only: each attempt takes a second, the least that JDBC knows. */
  Stream<Row> slowRowOfSpring(String endless) {
    return Stream.of(
        row("a query time limit", "JPA and Spring", SLOW, () -> spring(slow(endless))));
  }

  /** As above. */
  Stream<Row> slowRowOfJpa(String endless) {
    return Stream.of(
        row("a query time limit", "a bare EntityManager", SLOW, () -> bare(slow(endless))));
  }

  private static Work slow(String endless) {
    return manager ->
        manager
            .createNativeQuery(endless)
            .setHint("jakarta.persistence.query.timeout", 1000)
            .getResultList();
  }

  private Stream<Row> each(String name, Failure expected, Work work) {
    return Stream.of(
        row(name, "JPA and Spring", expected, () -> spring(work)),
        row(name, "a bare EntityManager", expected, () -> bare(work)));
  }

  private Row row(String name, String way, Failure expected, Row.Work work) {
    return new Row(
        "%s on %s through %s".formatted(name, database.product(), way),
        expected,
        () -> {
          ways.to(database.dataSource());
          work.run();
        });
  }

  private void spring(Work work) {
    Work translated = ways.repository(Work.class, work);
    EntityManager manager = ways.sharedEntityManager();
    ways.jpaTransaction().executeWithoutResult(status -> translated.run(manager));
  }

  private void bare(Work work) {
    try (EntityManager manager = ways.newEntityManager()) {
      manager.getTransaction().begin();
      try {
        work.run(manager);
        manager.getTransaction().commit();
      } finally {
        if (manager.getTransaction().isActive()) {
          manager.getTransaction().rollback();
        }
      }
    }
  }

  /** Somebody else has changed the entity since it was read. */
  void flushStale(EntityManager manager) {
    overtaken(manager).balance++;
    manager.flush();
  }

  private Account overtaken(EntityManager manager) {
    Account account = manager.find(Account.class, 1L);
    database.jdbc().execute("update account set version = version + 1 where id = 1");
    return account;
  }

  private void batchOfStaleEntities(EntityManager manager) {
    Account one = manager.find(Account.class, 1L);
    Account other = manager.find(Account.class, 2L);
    database.jdbc().execute("update account set version = version + 1");
    one.balance++;
    other.balance++;
  }

  private void detached(EntityManager manager) {
    Account account = manager.find(Account.class, 1L);
    manager.clear();
    account.version--;
    manager.merge(account);
  }

  private void locked(EntityManager manager, int millis) {
    try (Client other = Client.inTransaction(database)) {
      other.sql(LockTroubles.touch(1));
      manager.find(
          Account.class,
          1L,
          LockModeType.PESSIMISTIC_WRITE,
          Map.of("jakarta.persistence.lock.timeout", millis));
    }
  }

  private static Account account(long id, String owner) {
    Account account = new Account();
    account.id = id;
    account.owner = owner;
    return account;
  }
}
