package io.github.retrystarter.failure.real;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.retrystarter.Failure;
import io.github.retrystarter.engine.Trial;
import io.github.retrystarter.support.TroubledServer;
import io.github.retrystarter.support.TroubledServer.Trouble;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** How long a server asks to wait, in each way to say so, and whether the engine does. */
class RetryAfterIT {

  private static final String TABLE = "/http-failures/retry-after.txt";

  /** The built-in max-retry-after. */
  private static final Duration LONGEST = Duration.ofMinutes(1);

  private static final List<ClientKind> CLIENTS =
      List.of(ClientKind.REST_JDK, ClientKind.WEB_NETTY, ClientKind.FEIGN);

  private static final Map<ClientKind, Client> OPEN = new EnumMap<>(ClientKind.class);

  /**
   * A line of the table, for one client.
   *
   * @param wish null where the server has none
   */
  private record Answer(
      ClientKind client, int status, List<String> headers, @Nullable Duration wish, String fate) {

    @Override
    public String toString() {
      return "%s, when the server answers %d with %s, is asked to wait %s"
          .formatted(
              client.title(),
              status,
              headers.isEmpty() ? "no more" : headers,
              wish == null ? "as long as it likes" : wish);
    }

    /** Waits of the policy's own are 1 s and 2 s; no wish below its delay of 1 s shortens them. */
    List<Duration> waits() {
      if (fate.startsWith("fail") || (wish != null && wish.compareTo(LONGEST) > 0)) {
        return List.of();
      }
      return wish == null || wish.compareTo(Duration.ofSeconds(1)) < 0
          ? List.of(Duration.ofSeconds(1), Duration.ofSeconds(2))
          : List.of(wish, wish);
    }
  }

  @BeforeAll
  static void open() {
    CLIENTS.forEach(each -> OPEN.put(each, each.open(Limits.PATIENT)));
  }

  @AfterAll
  static void close() throws IOException {
    for (Client client : OPEN.values()) {
      client.close();
    }
  }

  static List<Answer> answers() throws IOException {
    try (InputStream table = RetryAfterIT.class.getResourceAsStream(TABLE)) {
      return new String(table.readAllBytes(), UTF_8)
          .lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .map(line -> line.split("\\|", -1))
          .flatMap(
              cells ->
                  CLIENTS.stream()
                      .filter(client -> cells.length == 4 || !cells[4].contains(client.name()))
                      .map(client -> answer(client, cells)))
          .toList();
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("answers")
  void aServersWishIsUnderstood(Answer given) throws IOException {
    try (TroubledServer server = TroubledServer.after(answering(given.status(), given.headers()))) {
      Trial trial = Trial.of(() -> OPEN.get(given.client()).get(server.uri("http")));
      Failure failure = trial.failure();
      assertThat(failure).as("%s", Chain.of(trial.thrown())).isNotNull();
      assertThat(failure.kind()).isEqualTo("http_" + given.status());
      assertThat(failure.retryAfter()).as("%s", Chain.of(trial.thrown())).isEqualTo(given.wish());
      assertThat(Expected.fate(failure)).isEqualTo(given.fate());
      assertThat(trial.waits()).isEqualTo(given.waits());
      assertThat(trial.calls()).isEqualTo(given.waits().size() + 1);
      assertThat(server.requests()).isEqualTo(trial.calls());
    }
  }

  /** Our clock stands at the first second of 2026, and moves by what is waited. */
  @ParameterizedTest(name = "{0}, told a date and not the server''s time, goes by our clock")
  @EnumSource(names = {"REST_JDK", "WEB_NETTY", "FEIGN"})
  void aDateOfAServerThatDoesNotTellItsTimeIsReadByOurClock(ClientKind client) throws IOException {
    Trouble trouble = answering(503, List.of("Retry-After: Thu, 01 Jan 2026 00:00:30 GMT"));
    try (TroubledServer server = TroubledServer.after(trouble)) {
      Trial trial = Trial.of(() -> OPEN.get(client).get(server.uri("http")));
      assertThat(trial.waits()).containsExactly(Duration.ofSeconds(30), Duration.ofSeconds(2));
    }
  }

  private static Answer answer(ClientKind client, String[] cells) {
    String wish = cells[2].strip();
    return new Answer(
        client,
        Integer.parseInt(cells[0].strip()),
        Stream.of(cells[1].split(";", -1))
            .map(String::strip)
            .filter(each -> !each.isEmpty())
            .toList(),
        wish.isEmpty() ? null : wish(wish),
        cells[3].strip());
  }

  private static Duration wish(String text) {
    return text.equals("for ever") ? Duration.ofSeconds(Long.MAX_VALUE) : Duration.parse(text);
  }

  private static Trouble answering(int status, List<String> headers) {
    StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " Trouble\r\n");
    headers.forEach(header -> head.append(header).append("\r\n"));
    head.append("Content-Length: 0\r\nConnection: close\r\n\r\n");
    return connection -> {
      TroubledServer.answer(connection, head.toString());
      connection.close();
    };
  }
}
