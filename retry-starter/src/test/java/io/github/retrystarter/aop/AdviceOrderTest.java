package io.github.retrystarter.aop;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.springframework.transaction.support.TransactionSynchronization.STATUS_COMMITTED;
import static org.springframework.transaction.support.TransactionSynchronization.STATUS_ROLLED_BACK;

import io.github.retrystarter.RetryContext;
import io.github.retrystarter.annotation.Retryable;
import io.github.retrystarter.autoconfigure.RetryAutoConfiguration;
import io.github.retrystarter.event.CallStats;
import io.github.retrystarter.event.Outcome;
import io.github.retrystarter.event.StatsBook;
import io.github.retrystarter.time.Randomness;
import io.github.retrystarter.time.Time;
import io.github.retrystarter.time.VirtualTime;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.constraints.NotBlank;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import javax.sql.DataSource;
import org.aopalliance.intercept.MethodInterceptor;
import org.aspectj.lang.ProceedingJoinPoint;
import org.aspectj.lang.annotation.AfterThrowing;
import org.aspectj.lang.annotation.Around;
import org.aspectj.lang.annotation.Aspect;
import org.aspectj.lang.annotation.Before;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.aop.Advisor;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.aop.support.NameMatchMethodPointcut;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.cache.CacheManager;
import org.springframework.cache.annotation.Cacheable;
import org.springframework.cache.annotation.EnableCaching;
import org.springframework.cache.concurrent.ConcurrentMapCacheManager;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.EnableAspectJAutoProxy;
import org.springframework.context.annotation.Role;
import org.springframework.core.annotation.Order;
import org.springframework.dao.TransientDataAccessResourceException;
import org.springframework.dao.annotation.PersistenceExceptionTranslationPostProcessor;
import org.springframework.dao.support.PersistenceExceptionTranslator;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseBuilder;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseType;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;
import org.springframework.stereotype.Repository;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.validation.annotation.Validated;
import org.springframework.validation.beanvalidation.LocalValidatorFactoryBean;
import org.springframework.validation.beanvalidation.MethodValidationPostProcessor;

/** The advice among others: what is inside is done again with each attempt. */
class AdviceOrderTest {

  private static final ApplicationContextRunner RUNNER =
      new ApplicationContextRunner()
          .withConfiguration(AutoConfigurations.of(RetryAutoConfiguration.class))
          .withBean(Time.class, VirtualTime::new)
          .withBean(Randomness.class, () -> () -> 0.5);

  @BeforeEach
  void noCallsYet() {
    Work.reset();
  }

  // Transactions

  @Configuration(proxyBeanMethods = false)
  @EnableTransactionManagement(proxyTargetClass = true)
  static class Database {
    @Bean
    DataSource dataSource() {
      return new EmbeddedDatabaseBuilder()
          .generateUniqueName(true)
          .setType(EmbeddedDatabaseType.H2)
          .build();
    }

    @Bean
    PlatformTransactionManager transactionManager(DataSource dataSource) {
      return new JdbcTransactionManager(dataSource);
    }

    @Bean
    JdbcTemplate jdbc(DataSource dataSource) {
      JdbcTemplate jdbc = new JdbcTemplate(dataSource);
      jdbc.execute("create table orders (attempt int)");
      return jdbc;
    }
  }

  static class Inserts {
    final List<Integer> ends = new ArrayList<>();
    final Set<String> transactions = new TreeSet<>();
    private final JdbcTemplate jdbc;
    private int attempt;

    Inserts(JdbcTemplate jdbc) {
      this.jdbc = jdbc;
    }

    String insert() {
      jdbc.update("insert into orders values (?)", ++attempt);
      transactions.add(String.valueOf(jdbc.queryForObject("call transaction_id()", String.class)));
      TransactionSynchronizationManager.registerSynchronization(
          new TransactionSynchronization() {
            @Override
            public void afterCompletion(int status) {
              ends.add(status);
            }
          });
      return Work.run();
    }
  }

  static class Orders {
    private final Inserts inserts;

    Orders(Inserts inserts) {
      this.inserts = inserts;
    }

    @Retryable
    @Transactional
    public String create() {
      return inserts.insert();
    }
  }

  static class TransactionalInserts {
    private final Inserts inserts;

    TransactionalInserts(Inserts inserts) {
      this.inserts = inserts;
    }

    @Transactional
    public String insert() {
      return inserts.insert();
    }
  }

  static class Shop {
    private final TransactionalInserts inserts;

    Shop(TransactionalInserts inserts) {
      this.inserts = inserts;
    }

    @Retryable
    public String create() {
      return inserts.insert();
    }
  }

  private static final ApplicationContextRunner WITH_DATABASE =
      RUNNER
          .withUserConfiguration(Database.class)
          .withBean(Inserts.class)
          .withBean(Orders.class)
          .withBean(TransactionalInserts.class)
          .withBean(Shop.class);

  @Test
  void eachAttemptIsATransactionOfItsOwn() {
    WITH_DATABASE.run(
        context -> {
          assertThat(context.getBean(Orders.class).create()).isEqualTo("done");
          assertThat(rows(context.getBean(JdbcTemplate.class))).containsExactly(3);
          Inserts inserts = context.getBean(Inserts.class);
          assertThat(inserts.transactions).hasSize(3);
          assertThat(inserts.ends)
              .containsExactly(STATUS_ROLLED_BACK, STATUS_ROLLED_BACK, STATUS_COMMITTED);
        });
  }

  @Test
  void eachAttemptIsATransactionOfItsOwnWhereAnotherBeanOpensIt() {
    WITH_DATABASE.run(
        context -> {
          assertThat(context.getBean(Shop.class).create()).isEqualTo("done");
          assertThat(rows(context.getBean(JdbcTemplate.class))).containsExactly(3);
          assertThat(context.getBean(Inserts.class).ends)
              .containsExactly(STATUS_ROLLED_BACK, STATUS_ROLLED_BACK, STATUS_COMMITTED);
        });
  }

  @Test
  void withTheOrderChangedAllAttemptsShareOneTransaction() {
    WITH_DATABASE
        .withPropertyValues("retry.order=2147483647")
        .run(
            context -> {
              assertThat(context.getBean(Orders.class).create()).isEqualTo("done");
              assertThat(rows(context.getBean(JdbcTemplate.class))).containsExactly(1, 2, 3);
              Inserts inserts = context.getBean(Inserts.class);
              assertThat(inserts.transactions).hasSize(1);
              assertThat(inserts.ends)
                  .containsExactly(STATUS_COMMITTED, STATUS_COMMITTED, STATUS_COMMITTED);
            });
  }

  private static List<Integer> rows(JdbcTemplate jdbc) {
    return jdbc.queryForList("select attempt from orders order by attempt", Integer.class);
  }

  // Caches

  @Configuration(proxyBeanMethods = false)
  @EnableCaching(proxyTargetClass = true)
  static class Caches {
    @Bean
    CacheManager caches() {
      return new ConcurrentMapCacheManager();
    }
  }

  static class Prices {
    @Retryable
    @Cacheable("prices")
    public String price(String article) {
      return Work.run() + " after " + Work.calls() + ": " + article;
    }
  }

  @Test
  void aCachedValueIsThatOfTheSuccessfulAttemptAndAHitCallsNothing() {
    RUNNER
        .withUserConfiguration(Caches.class)
        .withBean(Prices.class)
        .run(
            context -> {
              Prices prices = context.getBean(Prices.class);
              assertThat(prices.price("tea")).isEqualTo("done after 3: tea");
              assertThat(prices.price("tea")).isEqualTo("done after 3: tea");
              assertThat(Work.calls()).isEqualTo(3);
              CallStats stats = context.getBean(StatsBook.class).all().get(0);
              assertThat(stats.calls(Outcome.SUCCESS_AFTER_RETRY)).isEqualTo(1);
              assertThat(stats.calls(Outcome.SUCCESS)).isEqualTo(1);
            });
  }

  // Other threads

  @Configuration(proxyBeanMethods = false)
  @EnableAsync(proxyTargetClass = true)
  static class Threads {
    @Bean
    ThreadPoolTaskExecutor taskExecutor() {
      ThreadPoolTaskExecutor executor = new ThreadPoolTaskExecutor();
      executor.setCorePoolSize(1);
      executor.setThreadNamePrefix("worker-");
      return executor;
    }
  }

  static class Mails {
    final List<String> threads = new CopyOnWriteArrayList<>();
    final CountDownLatch sent = new CountDownLatch(1);

    @Async
    @Retryable
    public CompletableFuture<String> answered() {
      threads.add(Thread.currentThread().getName());
      return CompletableFuture.completedFuture(Work.run());
    }

    @Async
    @Retryable
    public void sent() {
      threads.add(Thread.currentThread().getName());
      Work.run();
      sent.countDown();
    }

    List<String> threads() {
      return threads;
    }

    CountDownLatch latch() {
      return sent;
    }
  }

  @Test
  void anAsynchronousMethodIsRetriedInTheExecutorsThread() {
    RUNNER
        .withUserConfiguration(Threads.class)
        .withBean(Mails.class)
        .run(
            context -> {
              Mails mails = context.getBean(Mails.class);
              assertThat(mails.answered().get(30, SECONDS)).isEqualTo("done");
              assertThat(mails.threads()).containsExactly("worker-1", "worker-1", "worker-1");
            });
  }

  @Test
  void anAsynchronousMethodWithoutAResultIsRetriedInTheExecutorsThread() {
    RUNNER
        .withUserConfiguration(Threads.class)
        .withBean(Mails.class)
        .run(
            context -> {
              Mails mails = context.getBean(Mails.class);
              mails.sent();
              assertThat(mails.latch().await(30, SECONDS)).isTrue();
              assertThat(mails.threads()).containsExactly("worker-1", "worker-1", "worker-1");
            });
  }

  // Aspects

  static class Log {
    final List<String> lines = new ArrayList<>();
  }

  static class Ships {
    private final Log log;

    Ships(Log log) {
      this.log = log;
    }

    @Retryable
    public String ship(String order) {
      log.lines.add("ship " + order);
      return Work.run() + " " + order;
    }
  }

  @Aspect
  @Order(1)
  static class Outside {
    private final Log log;

    Outside(Log log) {
      this.log = log;
    }

    @Around("execution(String *..Ships.ship(..)) && args(order)")
    public @Nullable Object around(ProceedingJoinPoint point, String order) throws Throwable {
      log.lines.add("outside " + order);
      return point.proceed();
    }
  }

  @Aspect
  static class Inside {
    private final Log log;

    Inside(Log log) {
      this.log = log;
    }

    @Around("execution(String *..Ships.ship(..)) && args(order)")
    public @Nullable Object around(ProceedingJoinPoint point, String order) throws Throwable {
      log.lines.add("around " + order);
      return point.proceed(new Object[] {order + "'"});
    }

    @Before("execution(String *..Ships.ship(..)) && args(order)")
    public void before(String order) {
      log.lines.add("before " + order);
    }

    @AfterThrowing(
        pointcut = "execution(String *..Ships.ship(..)) && args(order)",
        throwing = "failure")
    public void thrown(String order, IllegalStateException failure) {
      log.lines.add(failure.getMessage() + " " + order);
    }
  }

  @Configuration(proxyBeanMethods = false)
  @EnableAspectJAutoProxy(proxyTargetClass = true)
  static class Aspects {}

  private static final ApplicationContextRunner WITH_ASPECTS =
      RUNNER
          .withUserConfiguration(Aspects.class)
          .withBean(Log.class)
          .withBean(Inside.class)
          .withBean(Ships.class);

  @Test
  void anAspectBeforeTheOrderRunsOnceAndOneBehindItWithEachAttempt() {
    WITH_ASPECTS
        .withBean(Outside.class)
        .run(
            context -> {
              assertThat(context.getBean(Ships.class).ship("7")).isEqualTo("done 7'");
              assertThat(context.getBean(Log.class).lines)
                  .containsExactly(
                      "outside 7",
                      "around 7",
                      "before 7'",
                      "ship 7'",
                      "broken 1 7'",
                      "around 7",
                      "before 7'",
                      "ship 7'",
                      "broken 2 7'",
                      "around 7",
                      "before 7'",
                      "ship 7'");
            });
  }

  @Test
  void withTheOrderChangedAnAspectBehindItRunsWithEachAttempt() {
    WITH_ASPECTS
        .withBean(Outside.class)
        .withPropertyValues("retry.order=0")
        .run(
            context -> {
              context.getBean(Ships.class).ship("7");
              assertThat(context.getBean(Log.class).lines)
                  .filteredOn("outside 7"::equals)
                  .hasSize(3);
            });
  }

  @Configuration(proxyBeanMethods = false)
  @EnableAspectJAutoProxy(proxyTargetClass = true)
  static class ChangesArguments {
    @Bean
    @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
    static Advisor changes() {
      NameMatchMethodPointcut pointcut = new NameMatchMethodPointcut();
      pointcut.setMappedName("ship");
      return new DefaultPointcutAdvisor(
          pointcut,
          (MethodInterceptor)
              invocation -> {
                invocation.getArguments()[0] += "'";
                return invocation.proceed();
              });
    }
  }

  @Test
  void adviceThatChangesArgumentsInPlaceChangesThemOnceForEachAttempt() {
    RUNNER
        .withUserConfiguration(ChangesArguments.class)
        .withBean(Log.class)
        .withBean(Ships.class)
        .run(
            context -> {
              assertThat(context.getBean(Ships.class).ship("7")).isEqualTo("done 7'");
              assertThat(context.getBean(Log.class).lines)
                  .containsExactly("ship 7'", "ship 7'", "ship 7'");
            });
  }

  // Validation, translation of exceptions

  @Configuration(proxyBeanMethods = false)
  static class Validation {
    @Bean
    @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
    static LocalValidatorFactoryBean validator() {
      return new LocalValidatorFactoryBean();
    }

    @Bean
    static MethodValidationPostProcessor methodValidation(LocalValidatorFactoryBean validator) {
      MethodValidationPostProcessor processor = new MethodValidationPostProcessor();
      processor.setProxyTargetClass(true);
      processor.setValidator(validator);
      return processor;
    }
  }

  @Validated
  static class Customers {
    @Retryable(excludes = ConstraintViolationException.class)
    public String register(@NotBlank String name) {
      return Work.run() + " " + name;
    }
  }

  @Test
  void argumentsAreValidatedInsideTheRetries() {
    RUNNER
        .withUserConfiguration(Validation.class)
        .withBean(Customers.class)
        .run(
            context -> {
              Customers customers = context.getBean(Customers.class);
              assertThatThrownBy(() -> customers.register(" "))
                  .isInstanceOf(ConstraintViolationException.class);
              assertThat(Work.calls()).isZero();
              assertThat(customers.register("Ada")).isEqualTo("done Ada");
              assertThat(Work.calls()).isEqualTo(3);
              CallStats stats = context.getBean(StatsBook.class).all().get(0);
              assertThat(stats.calls(Outcome.PERMANENT)).isEqualTo(1);
              assertThat(stats.calls(Outcome.SUCCESS_AFTER_RETRY)).isEqualTo(1);
            });
  }

  @Configuration(proxyBeanMethods = false)
  static class Translation {
    @Bean
    static PersistenceExceptionTranslationPostProcessor translation() {
      PersistenceExceptionTranslationPostProcessor processor =
          new PersistenceExceptionTranslationPostProcessor();
      processor.setProxyTargetClass(true);
      return processor;
    }

    @Bean
    static PersistenceExceptionTranslator translator() {
      return failure -> new TransientDataAccessResourceException("translated", failure);
    }
  }

  @Repository
  static class Rows {
    private final List<String> seen = new ArrayList<>();

    @Retryable(includes = TransientDataAccessResourceException.class)
    public List<String> find() {
      RetryContext.current()
          .flatMap(RetryContext::lastFailure)
          .ifPresent(failure -> seen.add(failure.getMessage()));
      Work.run();
      return seen;
    }
  }

  @Test
  void theRetriesSeeTranslatedExceptions() {
    RUNNER
        .withUserConfiguration(Translation.class)
        .withBean(Rows.class)
        .run(
            context -> {
              assertThat(context.getBean(Rows.class).find())
                  .containsExactly("translated", "translated");
              assertThat(Work.calls()).isEqualTo(3);
            });
  }

  // Circular references

  static class Hen {
    @Autowired @Nullable Egg egg;

    @Retryable
    public String lay() {
      return Work.run();
    }
  }

  static class TransactionalHen extends Hen {
    @Override
    @Transactional
    public String lay() {
      return super.lay();
    }
  }

  static class Egg {
    @Autowired @Nullable Hen hen;
  }

  @Test
  void aBeanInACircleHasOneIdentity() {
    RUNNER
        .withAllowCircularReferences(true)
        .withBean(Hen.class)
        .withBean(Egg.class)
        .run(context -> assertOneHen(context.getBean(Hen.class), context.getBean(Egg.class)));
  }

  @Test
  void aBeanInACircleHasOneIdentityWithOtherAdviceToo() {
    RUNNER
        .withAllowCircularReferences(true)
        .withUserConfiguration(Database.class)
        .withBean(TransactionalHen.class)
        .withBean(Egg.class)
        .run(context -> assertOneHen(context.getBean(Hen.class), context.getBean(Egg.class)));
  }

  private static void assertOneHen(Hen hen, Egg egg) {
    assertThat(egg.hen).isSameAs(hen);
    assertThat(hen.lay()).isEqualTo("done");
    assertThat(Work.calls()).isEqualTo(3);
  }
}
