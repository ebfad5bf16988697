package io.github.retrystarter.database;

import io.github.retrystarter.RetryListener;
import io.github.retrystarter.annotation.Retryable;
import io.github.retrystarter.autoconfigure.RetryAutoConfiguration;
import io.github.retrystarter.time.Time;
import io.github.retrystarter.time.VirtualTime;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;

/** Beans with the annotations in all positions, on virtual time; what they do is the test's. */
final class TransactionalApplication implements AutoCloseable {

  /** Retryable methods, with and without a transaction of their own. */
  static class Calls {
    private final AtomicInteger attempts = new AtomicInteger();

    @Retryable
    public void retryable(Runnable work) {
      attempts.incrementAndGet();
      work.run();
    }

    @Retryable
    @Transactional
    public void retryableAndTransactional(Runnable work) {
      attempts.incrementAndGet();
      work.run();
    }

    /** Of all methods together. */
    int attempts() {
      return attempts.get();
    }
  }

  /** Transactions that begin, or take part, or are saved. */
  static class Transactions {
    @Transactional
    public void required(Runnable work) {
      work.run();
    }

    @Transactional(propagation = Propagation.REQUIRES_NEW)
    public void requiresNew(Runnable work) {
      work.run();
    }

    @Transactional(propagation = Propagation.NESTED)
    public void nested(Runnable work) {
      work.run();
    }
  }

  @Configuration(proxyBeanMethods = false)
  @EnableTransactionManagement(proxyTargetClass = true)
  static class Settings {}

  private final AnnotationConfigApplicationContext context =
      new AnnotationConfigApplicationContext();

  final VirtualTime time = new VirtualTime();
  final JdbcTemplate jdbc;
  final Calls calls = new Calls();
  final Calls advised;
  final Transactions transactions;
  final TransactionTemplate template;

  TransactionalApplication(
      DataSource dataSource, PlatformTransactionManager manager, RetryListener... listeners) {
    jdbc = new JdbcTemplate(dataSource);
    template = new TransactionTemplate(manager);
    context.register(RetryAutoConfiguration.class, Settings.class);
    context.registerBean(Time.class, () -> time);
    context.registerBean(PlatformTransactionManager.class, () -> manager);
    context.registerBean(Calls.class, () -> calls);
    context.registerBean(Transactions.class);
    for (int i = 0; i < listeners.length; i++) {
      RetryListener listener = listeners[i];
      context.registerBean("listener" + i, RetryListener.class, () -> listener);
    }
    context.refresh();
    advised = context.getBean(Calls.class);
    transactions = context.getBean(Transactions.class);
  }

  /** Retries without a transaction of its own. */
  void retryable(Runnable work) {
    advised.retryable(work);
  }

  int attempts() {
    return calls.attempts();
  }

  /** In whatever transaction there is. */
  void sql(String... statements) {
    for (String each : statements) {
      jdbc.execute(each);
    }
  }

  /** Makes one of the known troubles in whatever transaction there is. */
  void make(Database database, Trouble.Cause trouble) {
    try {
      trouble.make(database, new Current(jdbc));
    } catch (RuntimeException failure) {
      throw failure;
    } catch (Exception failure) {
      throw new AssertionError("not of a template", failure);
    }
  }

  private record Current(JdbcTemplate jdbc) implements Way {
    @Override
    public String name() {
      return "the current transaction";
    }

    @Override
    public void run(Body body) throws Exception {
      body.run(jdbc::execute);
    }
  }

  @Override
  public void close() {
    context.close();
  }
}
