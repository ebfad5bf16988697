package io.github.retrystarter.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.aop.support.AopUtils;

/** That the benchmark compares what it says. */
class SubjectTest {

  @ParameterizedTest
  @EnumSource
  void everySubjectIsAProxyOfTheSameMake(Subject subject) {
    try (Subject.Opened opened = subject.open()) {
      assertThat(AopUtils.isCglibProxy(opened.work())).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.MATCH_NONE, names = "BARE.*")
  void everySubjectButTheBareProxyRetries(Subject subject) {
    try (Subject.Opened opened = subject.open()) {
      assertThat(opened.work().failsOnce()).isSameAs(Work.VALUE);
    }
  }

  @Test
  void theBareProxyDoesNotRetry() {
    try (Subject.Opened opened = Subject.BARE.open()) {
      assertThatThrownBy(() -> opened.work().failsOnce()).hasMessage("the first call");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "STARTER, retry.calls, outcome, success",
    "RESILIENCE4J, resilience4j.retry.calls, kind, successful_without_retry"
  })
  void countsEveryCall(Subject subject, String meter, String tag, String value) {
    try (Subject.Opened opened = subject.open()) {
      opened.work().noArguments();
      opened.work().noArguments();
      assertThat(
              opened.meters().get(meter).tag(tag, value).functionCounters().stream()
                  .mapToDouble(counter -> counter.count())
                  .sum())
          .isEqualTo(2);
    }
  }

  @Test
  void springRetryTimesEveryCall() {
    try (Subject.Opened opened = Subject.SPRING_RETRY.open()) {
      opened.work().noArguments();
      opened.work().noArguments();
      assertThat(opened.meters().get("spring.retry").timer().count()).isEqualTo(2);
    }
  }
}
