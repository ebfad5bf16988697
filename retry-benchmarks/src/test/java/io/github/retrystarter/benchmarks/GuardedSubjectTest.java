package io.github.retrystarter.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.resilience4j.circuitbreaker.CallNotPermittedException;
import io.github.retrystarter.CircuitOpenException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.springframework.aop.support.AopUtils;

/** That the benchmarks compare what they say. */
class GuardedSubjectTest {

  @ParameterizedTest
  @EnumSource(names = "BARE_THROWING", mode = Mode.EXCLUDE)
  void everySubjectIsAProxyOfTheSameMakeAndLetsCallsThrough(GuardedSubject subject) {
    try (Subject.Opened opened = subject.open()) {
      assertThat(AopUtils.isCglibProxy(opened.work())).isTrue();
      assertThat(opened.work().noArguments()).isSameAs(Work.VALUE);
    }
  }

  @ParameterizedTest
  @EnumSource(names = "RESILIENCE4J.*", mode = Mode.MATCH_ANY)
  void aRejectionOfResilience4jIsItsOwnAndCountedOnce(GuardedSubject subject) {
    try (Subject.Opened opened = subject.openTripped()) {
      Throwable thrown = catchThrowable(() -> opened.work().noArguments());
      assertThat(thrown).isInstanceOf(CallNotPermittedException.class);
      assertThat(thrown.getStackTrace().length > 0)
          .isEqualTo(!subject.name().endsWith("STACKLESS"));
      assertThat(
              opened
                  .meters()
                  .get("resilience4j.circuitbreaker.not.permitted.calls")
                  .counter()
                  .count())
          .isEqualTo(1);
    }
  }

  @Test
  void aRejectionOfTheStarterIsCountedOnceAndTimedAndHasNoStackTrace() {
    try (Subject.Opened opened = GuardedSubject.STARTER.openTripped()) {
      Throwable thrown = catchThrowable(() -> opened.work().noArguments());
      assertThat(thrown).isInstanceOf(CircuitOpenException.class);
      assertThat(thrown.getStackTrace()).isEmpty();
      assertThat(
              opened
                  .meters()
                  .get("retry.circuit.breaker.calls")
                  .tag("result", "rejected")
                  .functionCounter()
                  .count())
          .isEqualTo(1);
      assertThat(
              opened
                  .meters()
                  .get("retry.duration")
                  .tags("method", "GuardedStarterApplication.Annotated.noArguments")
                  .tag("outcome", "circuit_open")
                  .timer()
                  .count())
          .isEqualTo(1);
    }
  }

  @Test
  void theStartersCallsPassTheBreakerAndPayIntoABudget() {
    try (Subject.Opened opened = GuardedSubject.STARTER.open()) {
      opened.work().noArguments();
      assertThat(
              opened
                  .meters()
                  .get("retry.circuit.breaker.calls")
                  .tag("result", "success")
                  .functionCounter()
                  .count())
          .isEqualTo(1);
      assertThat(
              opened
                  .meters()
                  .get("retry.budget.available")
                  .tag("budget", "default")
                  .gauge()
                  .value())
          .isEqualTo(10);
    }
  }

  @Test
  void theProxyThatThrowsDoesSoWithoutAStackTrace() {
    try (Subject.Opened opened = GuardedSubject.BARE_THROWING.openTripped()) {
      assertThat(AopUtils.isCglibProxy(opened.work())).isTrue();
      assertThat(catchThrowable(() -> opened.work().noArguments()).getStackTrace()).isEmpty();
    }
  }

  @Test
  void theBareProxyRejectsNothing() {
    try (Subject.Opened opened = GuardedSubject.BARE.openTripped()) {
      assertThat(opened.work().noArguments()).isSameAs(Work.VALUE);
    }
  }
}
