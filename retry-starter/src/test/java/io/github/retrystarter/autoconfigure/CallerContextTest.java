package io.github.retrystarter.autoconfigure;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.retrystarter.Retries;
import io.github.retrystarter.engine.ThreadContext;
import io.micrometer.context.ContextRegistry;
import io.micrometer.context.ThreadLocalAccessor;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.MDC;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.context.SecurityContextHolderThreadLocalAccessor;

/** What the caller's thread has is there in every attempt, and stays in no thread. */
class CallerContextTest {

  /** Retries come at once, in the starter's threads. */
  private final ApplicationContextRunner runner =
      new ApplicationContextRunner()
          .withConfiguration(
              AutoConfigurations.of(
                  RetryAutoConfiguration.class, RetryContextAutoConfiguration.class))
          .withPropertyValues(
              "retry.defaults.delay=0ms",
              "retry.defaults.jitter=none",
              "retry.defaults.budget=none");

  @AfterEach
  void clear() {
    MDC.clear();
    SecurityContextHolder.clearContext();
    Tenant.HELD.remove();
    ContextRegistry.getInstance().removeThreadLocalAccessor(Tenant.KEY);
    ContextRegistry.getInstance().removeThreadLocalAccessor(Broken.KEY);
  }

  /**
   * What three attempts see, and after them, without a caller's context, one more of each thread.
   */
  private void isSeenAndGone(Supplier<@Nullable Object> seen, Object expected, Runnable clear) {
    runner.run(
        context -> {
          Retries retries = context.getBean(Retries.class);
          List<Thread> threads = new CopyOnWriteArrayList<>();
          assertThat(threeAttempts(retries, seen, threads))
              .containsExactly(expected, expected, expected);
          assertThat(threads.get(0)).isSameAs(Thread.currentThread());
          assertThat(threads.subList(1, 3)).allMatch(each -> each.getName().startsWith("retry"));
          // The caller has kept his own.
          assertThat(seen.get()).isEqualTo(expected);
          clear.run();
          for (int i = 0; i < 20; i++) {
            assertThat(threeAttempts(retries, seen, threads)).containsOnly("none");
          }
        });
  }

  private static List<Object> threeAttempts(
      Retries retries, Supplier<@Nullable Object> seen, List<Thread> threads) throws Exception {
    List<Object> all = new CopyOnWriteArrayList<>();
    CompletableFuture<String> call =
        retries
            .policy("default")
            .callAsync(
                () -> {
                  Object now = seen.get();
                  all.add(now == null ? "none" : now);
                  threads.add(Thread.currentThread());
                  return all.size() < 3
                      ? CompletableFuture.failedFuture(new IOException("broken"))
                      : CompletableFuture.completedFuture("done");
                });
    assertThat(call.get(30, SECONDS)).isEqualTo("done");
    return all;
  }

  @Test
  void theLoggingContext() {
    MDC.put("order", "7");
    isSeenAndGone(() -> MDC.get("order"), "7", MDC::clear);
  }

  @Test
  void theObservation() {
    ObservationRegistry registry = ObservationRegistry.create();
    registry.observationConfig().observationHandler(observation -> true);
    ContextRegistry.getInstance()
        .registerThreadLocalAccessor(new ObservationThreadLocalAccessor(registry));
    Observation observation = Observation.start("order", registry);
    Observation.Scope scope = observation.openScope();
    isSeenAndGone(registry::getCurrentObservation, observation, scope::close);
    observation.stop();
  }

  @Test
  void theUser() {
    // As Boot's other starters find it, by the service loader.
    assertThat(ContextRegistry.getInstance().getThreadLocalAccessors())
        .anyMatch(SecurityContextHolderThreadLocalAccessor.class::isInstance);
    Authentication ada = new TestingAuthenticationToken("ada", "secret");
    SecurityContextHolder.getContext().setAuthentication(ada);
    isSeenAndGone(
        () -> SecurityContextHolder.getContext().getAuthentication(),
        ada,
        SecurityContextHolder::clearContext);
  }

  @Test
  void whatHasAnAccessor() {
    ContextRegistry.getInstance().registerThreadLocalAccessor(new Tenant());
    Tenant.HELD.set("acme");
    isSeenAndGone(Tenant.HELD::get, "acme", Tenant.HELD::remove);
  }

  @Test
  void whatAContextOfTheUsersOwnTakesAlong() {
    runner
        .withBean(ThreadContext.class, TenantContext::new)
        .run(
            context -> {
              Tenant.HELD.set("acme");
              assertThat(
                      threeAttempts(
                          context.getBean(Retries.class),
                          Tenant.HELD::get,
                          new CopyOnWriteArrayList<>()))
                  .containsExactly("acme", "acme", "acme");
            });
  }

  static Stream<Broken> broken() {
    return Stream.of(new Broken(true), new Broken(false));
  }

  @ParameterizedTest
  @MethodSource("broken")
  void anAccessorThatThrowsChangesNothing(Broken broken) {
    ContextRegistry.getInstance().registerThreadLocalAccessor(broken);
    ContextRegistry.getInstance().registerThreadLocalAccessor(new Tenant());
    MDC.put("order", "7");
    Tenant.HELD.set("acme");
    isSeenAndGone(
        () -> MDC.get("order") == null ? Tenant.HELD.get() : MDC.get("order") + Tenant.HELD.get(),
        "7acme",
        this::clear);
  }

  /** A thread local of the application's. */
  private static final class Tenant implements ThreadLocalAccessor<String> {
    static final String KEY = "tenant";
    static final ThreadLocal<@Nullable String> HELD = new ThreadLocal<>();

    @Override
    public Object key() {
      return KEY;
    }

    @Override
    public @Nullable String getValue() {
      return HELD.get();
    }

    @Override
    public void setValue(String value) {
      HELD.set(value);
    }

    @Override
    public void setValue() {
      HELD.remove();
    }
  }

  /** The same without a library. */
  private static final class TenantContext implements ThreadContext {
    @Override
    public Captured capture() {
      String callers = Tenant.HELD.get();
      return () -> {
        String own = Tenant.HELD.get();
        Tenant.HELD.set(callers);
        return () -> Tenant.HELD.set(own);
      };
    }
  }

  /** Throws when it is asked, or when it is given something. */
  private record Broken(boolean whenAsked) implements ThreadLocalAccessor<String> {
    static final String KEY = "broken";

    @Override
    public Object key() {
      return KEY;
    }

    @Override
    public String getValue() {
      if (whenAsked) {
        throw new IllegalStateException("asked");
      }
      return "value";
    }

    @Override
    public void setValue(String value) {
      throw new IllegalStateException("given");
    }

    @Override
    public void setValue() {
      throw new IllegalStateException("taken");
    }
  }
}
