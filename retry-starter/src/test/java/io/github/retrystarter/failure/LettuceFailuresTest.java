package io.github.retrystarter.failure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.retrystarter.Failure;
import io.github.retrystarter.support.TroubledServer;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.protocol.ProtocolVersion;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.data.redis.RedisConnectionFailureException;
import org.springframework.data.redis.connection.lettuce.LettuceExceptionConverter;

/** Redis through Lettuce, with servers that fail, and as Spring Data translates it. */
class LettuceFailuresTest {

  private final Classification classification =
      new Classification(List.of(), InstantSource.system());
  private final RedisClient client = RedisClient.create();

  @AfterEach
  void close() {
    client.shutdown(Duration.ZERO, Duration.ofSeconds(5));
  }

  @Test
  void nobodyListens() throws Exception {
    int port;
    try (TroubledServer closed = TroubledServer.onConnect(Socket::close)) {
      port = closed.port();
    }
    Throwable thrown = catchThrowable(() -> client.connect(uri(port)));
    assertThat(both(thrown)).containsOnly(Kind.CONNECTION_REFUSED.failure());
  }

  @Test
  void aCommandIsNotAnsweredInTime() throws Exception {
    try (TroubledServer silent = TroubledServer.onConnect(onGet(TroubledServer.STALL));
        StatefulRedisConnection<String, String> connection = connect(silent)) {
      Throwable thrown = catchThrowable(() -> connection.sync().get("tea"));
      DataAccessException translated = translate(thrown);
      assertThat(translated)
          .as(() -> String.valueOf(thrown) + thrown.getCause())
          .isInstanceOf(QueryTimeoutException.class);
      assertThat(both(thrown)).containsOnly(Kind.READ_TIMEOUT.failure());
    }
  }

  @Test
  void theConnectionBreaksDuringACommand() throws Exception {
    try (TroubledServer server = TroubledServer.onConnect(onGet(TroubledServer.RESET));
        StatefulRedisConnection<String, String> connection = connect(server)) {
      Throwable thrown = catchThrowable(() -> connection.sync().get("tea"));
      assertThat(both(thrown)).containsOnly(Kind.CONNECTION_RESET.failure());
    }
  }

  /** Says OK to whatever Lettuce begins a connection with, then makes trouble. */
  private static TroubledServer.Trouble onGet(TroubledServer.Trouble trouble) {
    return socket -> {
      BufferedReader reader =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
      String line = reader.readLine();
      while (line != null) {
        // A command begins with the number of its words, and each word with its length.
        if (line.startsWith("*")) {
          reader.readLine();
          String name = reader.readLine();
          if ("GET".equalsIgnoreCase(name)) {
            break;
          }
          TroubledServer.answer(socket, "+OK\r\n");
        }
        line = reader.readLine();
      }
      trouble.make(socket);
    };
  }

  private StatefulRedisConnection<String, String> connect(TroubledServer server) {
    // The older protocol needs no answer to begin.
    client.setOptions(
        ClientOptions.builder()
            .protocolVersion(ProtocolVersion.RESP2)
            .pingBeforeActivateConnection(false)
            .autoReconnect(false)
            .build());
    return client.connect(uri(server.port()));
  }

  private static RedisURI uri(int port) {
    RedisURI uri =
        RedisURI.builder()
            .withHost("127.0.0.1")
            .withPort(port)
            .withTimeout(Duration.ofMillis(200))
            .build();
    // Lettuce tells its name to the server as soon as it is connected.
    uri.setLibraryName("");
    uri.setLibraryVersion("");
    return uri;
  }

  /** What Lettuce throws, and what Spring makes of it. */
  private List<Failure> both(Throwable thrown) {
    return List.of(classification.classify(thrown), classification.classify(translate(thrown)));
  }

  private static DataAccessException translate(Throwable thrown) {
    DataAccessException translated = new LettuceExceptionConverter().convert((Exception) thrown);
    return translated == null ? new RedisConnectionFailureException("", thrown) : translated;
  }
}
