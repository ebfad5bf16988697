package io.github.retrystarter.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.retrystarter.engine.Onward;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OutboundHeadersTest {

  @Test
  void whereThereIsNothingToTellThereAreNone() {
    assertThat(OutboundHeaders.of(RetryHeaders.DEFAULT, Onward.NOTHING)).isEmpty();
  }

  @Test
  void theNamesAreThoseOfTheConfiguration() {
    RetryHeaders names = new RetryHeaders("A", "M", "C", "D", "X");

    assertThat(OutboundHeaders.of(names, new Onward(2, 3, "io", Duration.ofSeconds(1))))
        .isEqualTo(Map.of("A", "2", "M", "3", "C", "io", "D", "1000"));
  }

  @Test
  void aLimitOfNoRetriesIsTold() {
    assertThat(OutboundHeaders.of(RetryHeaders.DEFAULT, new Onward(2, 0, null, null)))
        .isEqualTo(Map.of("X-Retry-Attempt", "2", "X-Retry-Max", "0"));
  }

  @ParameterizedTest
  @CsvSource({"PT0S, 1", "PT0.0004S, 1", "PT0.0019S, 1", "PT0.002S, 2", "PT1H, 3600000"})
  void theTimeIsRoundedDownAndNeverToNone(Duration left, String told) {
    assertThat(OutboundHeaders.of(RetryHeaders.DEFAULT, new Onward(1, -1, null, left)))
        .isEqualTo(Map.of("X-Request-Deadline-Ms", told));
  }
}
