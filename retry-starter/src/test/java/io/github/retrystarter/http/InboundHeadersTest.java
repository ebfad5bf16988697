package io.github.retrystarter.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.retrystarter.RetryContext.Inbound;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InboundHeadersTest {

  private final Map<String, List<String>> headers = new HashMap<>();

  @Test
  void allFourAreRead() {
    headers.put("X-Retry-Attempt", List.of("2"));
    headers.put("X-Retry-Max", List.of("3"));
    headers.put("X-Retry-Cause", List.of("http_503"));
    headers.put("X-Request-Deadline-Ms", List.of("1500"));

    assertThat(read()).isEqualTo(new Inbound(2, 3, "http_503", Duration.ofMillis(1500)));
  }

  @Test
  void withoutAnyNothingWasTold() {
    assertThat(read()).isNull();
  }

  @Test
  void whatIsMissingHasItsDefault() {
    headers.put("X-Retry-Max", List.of("0"));

    assertThat(read()).isEqualTo(new Inbound(1, 0, null, null));
  }

  @Test
  void eachIsJudgedByItself() {
    headers.put("X-Retry-Attempt", List.of("two"));
    headers.put("X-Retry-Max", List.of("-3"));
    headers.put("X-Retry-Cause", List.of("Out of luck"));
    headers.put("X-Request-Deadline-Ms", List.of("20"));

    assertThat(read()).isEqualTo(new Inbound(1, -1, null, Duration.ofMillis(20)));
  }

  @Test
  void theNamesAreThoseOfTheConfiguration() {
    headers.put("Attempt", List.of("4"));
    headers.put("X-Retry-Attempt", List.of("2"));

    assertThat(
            InboundHeaders.read(
                new RetryHeaders("Attempt", "Max", "Cause", "Deadline", "Disposition"),
                name -> headers.getOrDefault(name, List.of())))
        .isEqualTo(new Inbound(4, -1, null, null));
  }

  @ParameterizedTest
  @CsvSource({
    "X-Retry-Attempt, 1",
    "X-Retry-Attempt, 10001",
    "X-Retry-Max, 0",
    "X-Retry-Max, 10000",
    "X-Request-Deadline-Ms, 1",
    "X-Request-Deadline-Ms, 999999999"
  })
  void theBoundsAreLegal(String name, String value) {
    headers.put(name, List.of(value));

    assertThat(read()).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "-1",
        "+5",
        "0x10",
        "1e3",
        "5.0",
        "1 000",
        "1,2",
        "five",
        "NaN",
        "٣",
        "５",
        "9999999999",
        "99999999999999999999999999",
        "2147483648",
        "9223372036854775808",
        "\u0000",
        "5\r\nX-Evil: 1"
      })
  void nonsenseCountsAsMissing(String value) {
    headers.put("X-Retry-Attempt", List.of(value));
    headers.put("X-Retry-Max", List.of(value));
    headers.put("X-Request-Deadline-Ms", List.of(value));

    assertThat(read()).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "X-Retry-Attempt, 0",
    "X-Retry-Attempt, 10002",
    "X-Retry-Max, 10001",
    "X-Request-Deadline-Ms, 0",
    "X-Request-Deadline-Ms, 1000000000"
  })
  void beyondTheBoundsItCountsAsMissing(String name, String value) {
    headers.put(name, List.of(value));

    assertThat(read()).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Http_503", "http-503", "http 503", "käfer", "a\nb", "<script>"})
  void aCauseThatIsNoKindCountsAsMissing(String value) {
    headers.put("X-Retry-Cause", List.of(value));

    assertThat(read()).isNull();
  }

  @Test
  void aKindHasSixtyFourCharactersAtMost() {
    headers.put("X-Retry-Cause", List.of("k".repeat(64)));
    assertThat(read()).isEqualTo(new Inbound(1, -1, "k".repeat(64), null));

    headers.put("X-Retry-Cause", List.of("k".repeat(65)));
    assertThat(read()).isNull();
  }

  @Test
  void tenKilobytesCountAsMissing() {
    for (String name :
        List.of("X-Retry-Attempt", "X-Retry-Max", "X-Retry-Cause", "X-Request-Deadline-Ms")) {
      headers.put(name, List.of("1".repeat(10_240)));
    }

    assertThat(read()).isNull();
  }

  @Test
  void ofSeveralDeadlinesTheShortestCounts() {
    headers.put("X-Request-Deadline-Ms", List.of("5000", "70", "junk", "900000"));

    assertThat(read()).isEqualTo(new Inbound(1, -1, null, Duration.ofMillis(70)));
  }

  @Test
  void ofSeveralOtherValuesNoneCounts() {
    headers.put("X-Retry-Attempt", List.of("2", "3"));
    headers.put("X-Retry-Max", List.of("3", "3"));
    headers.put("X-Retry-Cause", List.of("io", "http_503"));

    assertThat(read()).isNull();
  }

  @Test
  void aServerThatCannotReadThemToldNothing() {
    assertThat(
            InboundHeaders.read(
                RetryHeaders.DEFAULT,
                name -> {
                  throw new IllegalStateException("broken request");
                }))
        .isNull();
  }

  private @Nullable Inbound read() {
    return InboundHeaders.read(RetryHeaders.DEFAULT, name -> headers.getOrDefault(name, List.of()));
  }
}
