package io.github.retrystarter.database;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.retrystarter.annotation.Retryable;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.annotation.Isolation;
import org.springframework.transaction.annotation.Transactional;

/**
 * Money that many threads move at once, in an application as Boot starts it, on real time: all of
 * it arrives, once.
 */
@TestInstance(Lifecycle.PER_CLASS)
class TransfersIT {

  private static final int THREADS = 8;
  private static final int TRANSFERS = 2_000;
  private static final int ACCOUNTS = 10;
  private static final long START = 1_000_000;

  private ConfigurableApplicationContext context;
  private JdbcTemplate jdbc;

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class App {
    @Bean
    Bank bank(JdbcTemplate jdbc) {
      return new Bank(jdbc);
    }
  }

  static class Bank {
    private final JdbcTemplate jdbc;

    Bank(JdbcTemplate jdbc) {
      this.jdbc = jdbc;
    }

    /** Reads, thinks, writes: wrong without the isolation, and refused by it. */
    @Retryable("transfers")
    @Transactional(isolation = Isolation.SERIALIZABLE)
    public void serializable(int transfer, int from, int to, long amount) {
      long source = balance(from, "");
      long target = balance(to, "");
      write(transfer, from, source - amount);
      write(transfer, to, target + amount);
      note(transfer, amount);
    }

    /** Locks in the order of the transfer, so that two that cross each other are deadlocked. */
    @Retryable("transfers")
    @Transactional(isolation = Isolation.READ_COMMITTED)
    public void locking(int transfer, int from, int to, long amount) {
      long source = balance(from, " for update");
      long target = balance(to, " for update");
      write(transfer, from, source - amount);
      write(transfer, to, target + amount);
      note(transfer, amount);
    }

    private long balance(int account, String lock) {
      String query = "select balance from account where id = ?" + lock;
      return jdbc.queryForObject(query, Long.class, account);
    }

    private void write(int transfer, int account, long balance) {
      jdbc.update(
          "update account set balance = ?, last = ? where id = ?", balance, transfer, account);
    }

    private void note(int transfer, long amount) {
      jdbc.update("insert into ledger values (?, ?)", transfer, amount);
    }
  }

  @BeforeAll
  void start() {
    Database database = Postgres.database("transfers");
    // Found out soon: by default PostgreSQL waits for a second before it looks.
    database.jdbc().execute("alter database transfers set deadlock_timeout = '5ms'");
    context =
        new SpringApplicationBuilder(App.class)
            .web(WebApplicationType.NONE)
            .properties(
                "spring.main.banner-mode=off",
                "spring.main.register-shutdown-hook=false",
                "logging.level.root=warn",
                "spring.datasource.url=jdbc:postgresql://127.0.0.1:%d/transfers"
                    .formatted(Postgres.port()),
                "spring.datasource.username=postgres",
                "spring.datasource.hikari.maximum-pool-size=" + THREADS,
                "retry.policies.transfers.max-retries=1000",
                "retry.policies.transfers.budget=none",
                "retry.policies.transfers.delay=1ms",
                "retry.policies.transfers.max-delay=20ms",
                "retry.policies.transfers.jitter=full")
            .run();
    jdbc = context.getBean(JdbcTemplate.class);
    // The ledger has no key: a transfer that were done twice would show.
    jdbc.execute("create table ledger (transfer int not null, amount bigint not null)");
    jdbc.execute("create table account (id int primary key, balance bigint, last int)");
  }

  @AfterAll
  void stop() {
    context.close();
  }

  @BeforeEach
  void fill() {
    jdbc.execute("truncate ledger, account");
    jdbc.update("insert into account select n, ?, 0 from generate_series(1, ?) n", START, ACCOUNTS);
  }

  @Test
  void serializableTransfersAllSucceedOnce() throws Exception {
    Bank bank = context.getBean(Bank.class);
    everyTransfer(bank::serializable);
    assertRight("serializable", "db_serialization");
  }

  @Test
  void transfersThatLockInOppositeOrdersAllSucceedOnce() throws Exception {
    Bank bank = context.getBean(Bank.class);
    everyTransfer(bank::locking);
    assertRight("locking", "db_deadlock");
  }

  @FunctionalInterface
  private interface Transfer {
    void make(int transfer, int from, int to, long amount);
  }

  /** The same transfers each time, in an order that the threads make. */
  private static void everyTransfer(Transfer transfer) throws Exception {
    inAllThreads(
        number -> {
          SplittableRandom random = new SplittableRandom(number);
          int from = random.nextInt(ACCOUNTS);
          int to = (from + 1 + random.nextInt(ACCOUNTS - 1)) % ACCOUNTS;
          transfer.make(number, from + 1, to + 1, 1 + random.nextInt(100));
        });
  }

  private static void inAllThreads(IntConsumer work) throws Exception {
    AtomicInteger next = new AtomicInteger();
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      List<Future<?>> running = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        running.add(
            threads.submit(
                () -> {
                  for (int n = next.incrementAndGet(); n <= TRANSFERS; n = next.incrementAndGet()) {
                    work.accept(n);
                  }
                }));
      }
      for (Future<?> each : running) {
        // Throws what a transfer threw.
        each.get(120, SECONDS);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private void assertRight(String method, String kind) {
    assertThat(jdbc.queryForObject("select sum(balance) from account", Long.class))
        .isEqualTo(ACCOUNTS * START);
    assertThat(jdbc.queryForList("select transfer from ledger order by 1", Integer.class))
        .containsExactlyElementsOf(
            java.util.stream.IntStream.rangeClosed(1, TRANSFERS).boxed().toList());
    Map<String, Integer> results = attempts("TransfersIT.Bank." + method);
    int succeeded = results.remove("success");
    int retries = results.values().stream().mapToInt(each -> each).sum();
    System.out.printf("%d %s transfers took %d retries: %s%n", succeeded, method, retries, results);
    assertThat(succeeded).isEqualTo(TRANSFERS);
    assertThat(results).containsKey(kind);
    assertThat(retries).isPositive();
  }

  /** How many attempts had each result. All calls succeed, so each that failed was retried. */
  private Map<String, Integer> attempts(String method) {
    Map<String, Integer> results = new TreeMap<>();
    for (FunctionCounter each :
        context
            .getBean(MeterRegistry.class)
            .find("retry.attempts")
            .tag("method", method)
            .functionCounters()) {
      if (each.count() > 0) {
        results.merge(each.getId().getTag("result"), (int) each.count(), Integer::sum);
      }
    }
    return results;
  }
}
