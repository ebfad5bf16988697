package io.github.retrystarter.benchmarks.storm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What each strategy does by itself; answers take 10 ms, and every random number is a half. */
class ContenderTest {

  private static final List<Boolean> FAILURES = Collections.nCopies(100_000, false);

  private final Diary diary = new Diary();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "NO_RETRIES      | 0",
        "PLAIN           | 0, 60, 170, 380",
        "GRPC            | 0, 60, 170, 380",
        "AWS             | 0, 60, 170",
        "AWS_2026        | 0, 35, 95",
        "RESILIENCE4J    | 0, 510, 1270",
        "STARTER         | 0, 60, 170, 380",
        "STARTER_BREAKER | 0, 60, 170, 380"
      })
  void oneCallThatFailsAlways(Contender contender, String requests) {
    assertThat(diary.of(contender, FAILURES, 0))
        .isEqualTo(
            List.of(requests.split(", ", -1)).stream().map(at -> "request at " + at).toList());
  }

  @ParameterizedTest
  @CsvSource({
    "NO_RETRIES, 1000",
    "PLAIN, 4000",
    // 9, 8 and 7 tokens after the first call's failures but the last; that and the next leave 5.
    "GRPC, 1003",
    // 500 / 5 tokens.
    "AWS, 1100",
    // 500 / 14 tokens.
    "AWS_2026, 1035",
    // 10 tokens.
    "STARTER, 1010",
    // It opens at the 20th failure, in second 9; from second 40 on it tries 3 in each 33 s.
    "STARTER_BREAKER, 110"
  })
  void aThousandCallsThatFailAlwaysOneAfterTheOther(Contender contender, int requests) {
    assertThat(diary.of(contender, FAILURES, everySecond(1000))).hasSize(requests);
  }

  @Test
  void resilience4jsBreakerOpensAfterAHundredFailuresAndTriesAgainAfterAMinute() {
    List<String> entries = diary.of(Contender.RESILIENCE4J, FAILURES, everySecond(200));
    // Calls begin each second; their retries come 510 and 1270 ms later: 2 requests in second 0,
    // 3 in each later one, so the 100th at 33.27. It opens as that fails, at 33.28, until 93.28.
    // The call of second 93 is turned away, waits 500 ms, and is let in.
    assertThat(entries.subList(98, 102))
        .containsExactly(
            "request at 33000", "request at 33270", "request at 93500", "request at 94000");
  }

  private static long[] everySecond(int calls) {
    long[] times = new long[calls];
    for (int i = 0; i < calls; i++) {
      times[i] = i * 1000L;
    }
    return times;
  }
}
