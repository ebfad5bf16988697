package io.github.retrystarter.database;

import jakarta.persistence.EntityManager;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.sql.DataSource;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.dao.support.PersistenceExceptionTranslationInterceptor;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.orm.jpa.JpaTransactionManager;
import org.springframework.orm.jpa.LocalContainerEntityManagerFactoryBean;
import org.springframework.orm.jpa.SharedEntityManagerCreator;
import org.springframework.orm.jpa.vendor.HibernateJpaVendorAdapter;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** All ways to one kind of database; which one it is can be changed. */
final class Ways implements AutoCloseable {

  private final DelegatingDataSource dataSource = new DelegatingDataSource();
  private final JdbcTemplate jdbc = new JdbcTemplate(dataSource, true);
  private final LocalContainerEntityManagerFactoryBean entities =
      new LocalContainerEntityManagerFactoryBean();

  /**
   * Starts Hibernate, which does not look at the database for that.
   *
   * @param product as the database's
   */
  Ways(String product) {
    entities.setDataSource(dataSource);
    entities.setPersistenceUnitName(product);
    entities.setManagedTypes(
        org.springframework.orm.jpa.persistenceunit.PersistenceManagedTypes.of(
            Account.class.getName()));
    entities.setJpaVendorAdapter(new HibernateJpaVendorAdapter());
    entities.setJpaPropertyMap(
        Map.of(
            "jakarta.persistence.database-product-name",
            product,
            "hibernate.boot.allow_jdbc_metadata_access",
            "false",
            "hibernate.jdbc.batch_size",
            "20"));
    entities.afterPropertiesSet();
  }

  /** Leads all ways to another database. */
  Ways to(DataSource target) {
    dataSource.setTargetDataSource(target);
    return this;
  }

  List<Way> all() {
    return List.of(
        way("JDBC", this::jdbc),
        new JustTemplate(),
        way("DataSourceTransactionManager", body -> template(plainManager(), body)),
        way(
            "JdbcTransactionManager",
            body -> template(new JdbcTransactionManager(dataSource), body)),
        way("JPA and Spring", this::translated),
        way("a bare EntityManager", this::entityManager));
  }

  List<Way> transactional() {
    return all().stream().filter(Way::transactional).toList();
  }

  /** Those without JPA. */
  List<Way> plain() {
    return transactional().stream()
        .filter(way -> !way.name().contains("JPA"))
        .filter(way -> !way.name().contains("EntityManager"))
        .toList();
  }

  JdbcTemplate jdbcTemplate() {
    return jdbc;
  }

  DataSource dataSource() {
    return dataSource;
  }

  JpaTransactionManager jpaTransactionManager() {
    return new JpaTransactionManager(entities.getObject());
  }

  TransactionTemplate jpaTransaction() {
    return new TransactionTemplate(jpaTransactionManager());
  }

  /** Each call within the transaction of {@link #jpaTransaction()}. */
  EntityManager sharedEntityManager() {
    return SharedEntityManagerCreator.createSharedEntityManager(entities.getObject());
  }

  EntityManager newEntityManager() {
    return entities.getNativeEntityManagerFactory().createEntityManager();
  }

  /** Gives an object what Spring gives to a {@code @Repository}. */
  <T> T repository(Class<T> type, T target) {
    ProxyFactory factory = new ProxyFactory(target);
    factory.setInterfaces(type);
    PersistenceExceptionTranslationInterceptor advice =
        new PersistenceExceptionTranslationInterceptor(entities);
    advice.setAlwaysTranslate(true);
    factory.addAdvice(advice);
    return type.cast(factory.getProxy());
  }

  PlatformTransactionManager plainManager() {
    return new DataSourceTransactionManager(dataSource);
  }

  private void jdbc(Way.Body body) throws Exception {
    try (Connection connection = dataSource.getConnection()) {
      connection.setAutoCommit(false);
      try {
        body.run(statement -> execute(connection, statement));
        connection.commit();
      } catch (Exception failure) {
        rollback(connection);
        throw failure;
      }
    }
  }

  private static void execute(Connection connection, String statement) throws SQLException {
    try (Statement each = connection.createStatement()) {
      each.execute(statement);
    }
  }

  private static void rollback(Connection connection) {
    try {
      connection.rollback();
    } catch (SQLException ignored) {
      // What made the rollback necessary is thrown.
    }
  }

  private void template(PlatformTransactionManager manager, Way.Body body) {
    JdbcTemplate template = new JdbcTemplate(dataSource, true);
    new TransactionTemplate(manager)
        .executeWithoutResult(status -> unchecked(body, template::execute));
  }

  private void translated(Way.Body body) {
    EntityManager manager = sharedEntityManager();
    Way.Session session = repository(Way.Session.class, statement -> execute(manager, statement));
    jpaTransaction().executeWithoutResult(status -> unchecked(body, session));
  }

  private void entityManager(Way.Body body) throws Exception {
    try (EntityManager manager = newEntityManager()) {
      manager.getTransaction().begin();
      try {
        body.run(statement -> execute(manager, statement));
        manager.getTransaction().commit();
      } catch (Exception failure) {
        rollback(manager);
        throw failure;
      }
    }
  }

  private static void rollback(EntityManager manager) {
    try {
      if (manager.getTransaction().isActive()) {
        manager.getTransaction().rollback();
      }
    } catch (RuntimeException ignored) {
      // What made the rollback necessary is thrown.
    }
  }

  private static void execute(EntityManager manager, String statement) {
    if (statement.stripLeading().toLowerCase(Locale.ROOT).startsWith("select")) {
      manager.createNativeQuery(statement).getResultList();
    } else {
      manager.createNativeQuery(statement).executeUpdate();
    }
  }

  /** Spring's callbacks throw nothing checked, nor do the sessions that it gives. */
  private static void unchecked(Way.Body body, Way.Session session) {
    try {
      body.run(session);
    } catch (RuntimeException failure) {
      throw failure;
    } catch (Exception failure) {
      throw new AssertionError("not of this way", failure);
    }
  }

  private static Way way(String name, ThrowingRunner runner) {
    return new Way() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public void run(Body body) throws Exception {
        runner.run(body);
      }
    };
  }

  @FunctionalInterface
  private interface ThrowingRunner {
    void run(Way.Body body) throws Exception;
  }

  /** Every statement has a connection and a transaction of its own. */
  private final class JustTemplate implements Way {
    @Override
    public String name() {
      return "JdbcTemplate";
    }

    @Override
    public boolean transactional() {
      return false;
    }

    @Override
    public void run(Body body) throws Exception {
      body.run(jdbc::execute);
    }
  }

  @Override
  public void close() {
    entities.destroy();
  }
}
