package io.github.retrystarter.aop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.retrystarter.annotation.Retryable;
import io.github.retrystarter.autoconfigure.RetryAutoConfiguration;
import io.github.retrystarter.event.Outcome;
import io.github.retrystarter.event.StatsBook;
import io.github.retrystarter.time.Randomness;
import io.github.retrystarter.time.Time;
import io.github.retrystarter.time.VirtualTime;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import javax.sql.DataSource;
import org.aopalliance.intercept.MethodInterceptor;
import org.aspectj.lang.JoinPoint;
import org.aspectj.lang.ProceedingJoinPoint;
import org.aspectj.lang.annotation.Around;
import org.aspectj.lang.annotation.Aspect;
import org.aspectj.lang.annotation.Before;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.aop.Advisor;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.aop.support.NameMatchMethodPointcut;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.EnableAspectJAutoProxy;
import org.springframework.context.annotation.Role;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseBuilder;
import org.springframework.jdbc.datasource.embedded.EmbeddedDatabaseType;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.annotation.Transactional;

/**
 * Advice behind the retries of a method that returns a future: each retry runs it in a thread that
 * is not the caller's, outside of his call. Here it is the test's thread, when it moves the clock.
 */
@SuppressWarnings("FutureReturnValueIgnored")
class FutureAdviceTest {

  private final VirtualTime time = new VirtualTime();

  private final ApplicationContextRunner runner =
      new ApplicationContextRunner()
          .withConfiguration(AutoConfigurations.of(RetryAutoConfiguration.class))
          .withBean(Time.class, () -> time)
          .withBean(Randomness.class, () -> () -> 0.5)
          .withPropertyValues("retry.defaults.jitter=none", "retry.defaults.delay=1s");

  private void seconds(long seconds) {
    time.advance(Duration.ofSeconds(seconds));
  }

  static class Ships {
    final List<String> lines = new ArrayList<>();
    final List<CompletableFuture<String>> promised = new ArrayList<>();

    @Retryable
    public CompletableFuture<String> ship(String order) {
      lines.add("ship " + order);
      CompletableFuture<String> promise = new CompletableFuture<>();
      promised.add(promise);
      return promise;
    }

    List<String> lines() {
      return lines;
    }

    List<CompletableFuture<String>> promised() {
      return promised;
    }
  }

  private static void fail(Ships ships, int attempt) {
    ships.promised().get(attempt - 1).completeExceptionally(new IOException("broken " + attempt));
  }

  // Aspects

  @Aspect
  static class Inside {
    final List<String> lines = new ArrayList<>();

    @Around("execution(* *..Ships.ship(..)) && args(order)")
    public @Nullable Object around(ProceedingJoinPoint point, String order) throws Throwable {
      lines.add("around " + order);
      return point.proceed(new Object[] {order + "'"});
    }

    /** Asks for the running invocation, which the thread has to know. */
    @Before("execution(* *..Ships.ship(..)) && args(order)")
    public void before(JoinPoint point, String order) {
      lines.add("before " + order + " " + Arrays.toString(point.getArgs()));
    }
  }

  @Configuration(proxyBeanMethods = false)
  @EnableAspectJAutoProxy(proxyTargetClass = true)
  static class Aspects {}

  @Test
  void anAspectRunsWithEachAttempt() {
    runner
        .withUserConfiguration(Aspects.class)
        .withBean(Inside.class)
        .withBean(Ships.class)
        .run(
            context -> {
              Ships ships = context.getBean(Ships.class);
              CompletableFuture<String> call = ships.ship("7");
              fail(ships, 1);
              seconds(1);
              fail(ships, 2);
              seconds(2);
              ships.promised().get(2).complete("done");
              assertThat(call).isCompletedWithValue("done");
              assertThat(ships.lines()).containsExactly("ship 7'", "ship 7'", "ship 7'");
              assertThat(context.getBean(Inside.class).lines)
                  .filteredOn(line -> line.startsWith("around"))
                  .containsExactly("around 7", "around 7", "around 7");
              assertThat(context.getBean(Inside.class).lines)
                  .filteredOn(line -> line.startsWith("before 7'"))
                  .hasSize(3);
            });
  }

  // Arguments

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
  void adviceThatChangesArgumentsChangesThemOnceForEachAttempt() {
    runner
        .withUserConfiguration(ChangesArguments.class)
        .withBean(Ships.class)
        .run(
            context -> {
              Ships ships = context.getBean(Ships.class);
              ships.ship("7");
              fail(ships, 1);
              seconds(1);
              fail(ships, 2);
              seconds(2);
              assertThat(ships.lines()).containsExactly("ship 7'", "ship 7'", "ship 7'");
            });
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

  static class Orders {
    private final JdbcTemplate jdbc;
    final List<CompletableFuture<String>> promised = new ArrayList<>();
    final List<String> transactions = new ArrayList<>();

    Orders(JdbcTemplate jdbc) {
      this.jdbc = jdbc;
    }

    @Retryable
    @Transactional
    public CompletableFuture<String> create() {
      jdbc.update("insert into orders values (?)", transactions.size() + 1);
      transactions.add(String.valueOf(jdbc.queryForObject("call transaction_id()", String.class)));
      if (transactions.size() == 1) {
        throw new IllegalStateException("broken in the transaction");
      }
      CompletableFuture<String> promise = new CompletableFuture<>();
      promised.add(promise);
      return promise;
    }

    List<CompletableFuture<String>> promised() {
      return promised;
    }

    List<String> transactions() {
      return transactions;
    }
  }

  @Test
  void theSynchronousPartOfEachAttemptHasATransactionOfItsOwn() {
    runner
        .withUserConfiguration(Database.class)
        .withBean(Orders.class)
        .run(
            context -> {
              Orders orders = context.getBean(Orders.class);
              CompletableFuture<String> call = orders.create();
              seconds(1);
              orders.promised().get(0).completeExceptionally(new IOException("broken later"));
              seconds(2);
              orders.promised().get(1).complete("done");
              assertThat(call).isCompletedWithValue("done");
              assertThat(orders.transactions()).hasSize(3).doesNotHaveDuplicates();
              // What was thrown has rolled back; what came later came after the commit.
              assertThat(
                      context
                          .getBean(JdbcTemplate.class)
                          .queryForList("select attempt from orders", Integer.class))
                  .containsExactlyInAnyOrder(2, 3);
              assertThat(
                      context
                          .getBean(StatsBook.class)
                          .all()
                          .get(0)
                          .calls(Outcome.SUCCESS_AFTER_RETRY))
                  .isEqualTo(1);
            });
  }

  @Test
  void afterTheLastFailureNothingIsPending() {
    runner
        .withBean(Ships.class)
        .run(
            context -> {
              Ships ships = context.getBean(Ships.class);
              CompletableFuture<String> call = ships.ship("7");
              for (int attempt = 1; attempt <= 4; attempt++) {
                fail(ships, attempt);
                seconds(10);
              }
              assertThatThrownBy(call::join).hasRootCauseMessage("broken 4");
              assertThat(time.alarms()).isZero();
            });
  }
}
