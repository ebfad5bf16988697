package io.github.retrystarter.sample.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BehaviourTest {

  @Test
  void twoOfThreeMeansTheFirstTwoOfEachThree() {
    Behaviour behaviour = Behaviour.parse(Map.of("fail", "2", "of", "3"));

    assertThat(LongStream.range(0, 7).mapToObj(behaviour::fails))
        .containsExactly(true, true, false, true, true, false, true);
  }

  @Test
  void whatIsNotNamedIsHealthy() {
    assertThat(Behaviour.parse(Map.of())).isEqualTo(Behaviour.HEALTHY);
    assertThat(Behaviour.parse(Map.of("latency", "50ms")))
        .isEqualTo(new Behaviour(0, 1, Duration.ofMillis(50), false, 503, null));
    assertThat(Behaviour.parse(Map.of("outage", "true")))
        .isEqualTo(new Behaviour(0, 1, Duration.ZERO, true, 503, null));
    assertThat(Behaviour.parse(Map.of("status", "429", "retry-after", "0")))
        .isEqualTo(new Behaviour(0, 1, Duration.ZERO, false, 429, 0));
  }

  @Test
  void failAloneMeansAllCalls() {
    assertThat(Behaviour.parse(Map.of("fail", "1")).fails(17)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "fial, 2, 'unknown [fial]: legal are [fail, latency, of, outage, retry-after, status]'",
    "fail, -1, 'fail=-1&of=1: legal are of >= 1 and 0 <= fail <= of'",
    "of, 0, 'fail=0&of=0: legal are of >= 1 and 0 <= fail <= of'",
    "latency, 31s, 'latency=PT31S: legal is 0 to 30s'",
    "outage, treu, 'outage=treu: legal are true, false'",
    "status, 399, 'status=399: legal is 400 to 599'",
    "status, 600, 'status=600: legal is 400 to 599'",
    "retry-after, -1, 'retry-after=-1: legal is a number of seconds, 0 or more'",
    "retry-after, soon, 'retry-after=soon: legal is a whole number'"
  })
  void whatIsNotLegalIsRefused(String key, String value, String message) {
    assertThatThrownBy(() -> Behaviour.parse(Map.of(key, value)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }
}
