package io.github.retrystarter.failure.real;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static org.assertj.core.api.Assertions.assertThat;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.extension.ResponseDefinitionTransformerV2;
import com.github.tomakehurst.wiremock.http.ResponseDefinition;
import com.github.tomakehurst.wiremock.stubbing.ServeEvent;
import io.github.retrystarter.engine.Trial;
import java.io.IOException;
import java.net.URI;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every status that tells of a failure, from a real server, for each kind of client. */
class HttpStatusesIT {

  private static final int RETRIED = 3;
  private static final int NOT_RETRIED = 1;

  /** One for each type of exception, and of those the simplest. */
  private static final List<ClientKind> CLIENTS =
      List.of(
          ClientKind.REST_JDK, ClientKind.TEMPLATE_SIMPLE, ClientKind.WEB_NETTY, ClientKind.FEIGN);

  private static final AtomicInteger SEEN = new AtomicInteger();

  private static final WireMockServer SERVER =
      new WireMockServer(
          options()
              .bindAddress("127.0.0.1")
              .dynamicPort()
              .http2PlainDisabled(true)
              .disableRequestJournal()
              .extensions(new StatusOfThePath()));

  private static final Map<ClientKind, Client> OPEN = new EnumMap<>(ClientKind.class);

  private record Answer(ClientKind client, int status, Expected expected) {

    @Override
    public String toString() {
      return "%s, when the server answers %d, gives %s".formatted(client.title(), status, expected);
    }
  }

  @BeforeAll
  static void start() {
    SERVER.start();
    SERVER.stubFor(any(anyUrl()).willReturn(aResponse().withTransformers(StatusOfThePath.NAME)));
    CLIENTS.forEach(each -> OPEN.put(each, each.open(Limits.PATIENT)));
  }

  @AfterAll
  static void stop() throws IOException {
    SERVER.stop();
    for (Client client : OPEN.values()) {
      client.close();
    }
  }

  static Stream<Answer> answers() {
    return CLIENTS.stream()
        .flatMap(
            client ->
                IntStream.rangeClosed(400, 599)
                    .mapToObj(status -> new Answer(client, status, expected(status))));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("answers")
  void aStatusHasItsKind(Answer given) {
    SEEN.set(0);
    URI uri = URI.create(SERVER.baseUrl() + "/" + given.status());
    Trial trial = Trial.of(() -> OPEN.get(given.client()).get(uri));
    assertThat(Expected.from(trial, SEEN.get()))
        .as("%s", Chain.of(trial.thrown()))
        .isEqualTo(given.expected());
  }

  private static Expected expected(int status) {
    return switch (status) {
      case 408, 425, 429 -> expected(status, "retry, no", RETRIED);
      case 500, 502, 503, 504 -> expected(status, "retry, maybe", RETRIED);
      case 501 -> expected(status, "fail, no", NOT_RETRIED);
      default ->
          status < 500
              ? expected(status, "fail, no", NOT_RETRIED)
              // By default a policy retries what nobody knows.
              : expected(status, "unknown, maybe", RETRIED);
    };
  }

  private static Expected expected(int status, String fate, int calls) {
    return new Expected("http_" + status, fate, calls, calls);
  }

  /** One stub for all: to find the right one of two hundred takes long. It counts, too. */
  private static final class StatusOfThePath implements ResponseDefinitionTransformerV2 {

    private static final String NAME = "status-of-the-path";

    @Override
    public ResponseDefinition transform(ServeEvent event) {
      SEEN.incrementAndGet();
      String status = event.getRequest().getUrl().substring(1);
      return aResponse().withStatus(Integer.parseInt(status)).build();
    }

    @Override
    public String getName() {
      return NAME;
    }

    @Override
    public boolean applyGlobally() {
      return false;
    }
  }
}
