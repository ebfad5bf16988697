package io.github.retrystarter.failure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.retrystarter.Failure;
import io.github.retrystarter.Failure.Executed;
import io.github.retrystarter.Failure.Verdict;
import io.github.retrystarter.support.SelfSigned;
import io.github.retrystarter.support.TroubledServer;
import io.github.retrystarter.support.TroubledServer.Trouble;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.http.client.SimpleClientHttpRequestFactory;
import org.springframework.web.client.RestClient;

/**
 * Failures made for real, on the loopback address, with each client that the JDK and Spring have.
 */
class RealNetworkFailuresTest {

  private static final Duration SHORT = Duration.ofMillis(100);
  private static final Duration LONG = Duration.ofSeconds(10);

  /** Shared, for each one has a thread of its own. */
  private static final HttpClient PATIENT = HttpClient.newBuilder().connectTimeout(LONG).build();

  private static final HttpClient HASTY = HttpClient.newBuilder().connectTimeout(SHORT).build();

  private final Classification classification =
      new Classification(List.of(), InstantSource.system());

  /** Where a client could be slow for other reasons, its limits are long. */
  private enum Client {
    SOCKET {
      @Override
      void get(URI uri, Duration connect, Duration read) throws Exception {
        try (Socket socket = new Socket()) {
          socket.connect(new InetSocketAddress(uri.getHost(), uri.getPort()), millis(connect));
          socket.setSoTimeout(millis(read));
          socket.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.UTF_8));
          new DataInputStream(socket.getInputStream()).readFully(new byte[200]);
        }
      }
    },
    URL_CONNECTION {
      @Override
      void get(URI uri, Duration connect, Duration read) throws Exception {
        HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
        connection.setConnectTimeout(millis(connect));
        connection.setReadTimeout(millis(read));
        connection.getInputStream().readAllBytes();
      }
    },
    JDK_HTTP_CLIENT {
      @Override
      void get(URI uri, Duration connect, Duration read) throws Exception {
        http(connect).send(request(uri, read), BodyHandlers.ofString());
      }
    },
    JDK_HTTP_CLIENT_ASYNC {
      @Override
      void get(URI uri, Duration connect, Duration read) throws Exception {
        http(connect).sendAsync(request(uri, read), BodyHandlers.ofString()).get();
      }
    },
    REST_CLIENT_JDK {
      @Override
      void get(URI uri, Duration connect, Duration read) {
        JdkClientHttpRequestFactory factory = new JdkClientHttpRequestFactory(http(connect));
        factory.setReadTimeout(read);
        rest(factory, uri);
      }
    },
    REST_CLIENT_SIMPLE {
      @Override
      void get(URI uri, Duration connect, Duration read) {
        SimpleClientHttpRequestFactory factory = new SimpleClientHttpRequestFactory();
        factory.setConnectTimeout(connect);
        factory.setReadTimeout(read);
        rest(factory, uri);
      }
    };

    abstract void get(URI uri, Duration connect, Duration read) throws Exception;

    private static int millis(Duration duration) {
      return Math.toIntExact(duration.toMillis());
    }

    private static HttpClient http(Duration connect) {
      return connect.equals(SHORT) ? HASTY : PATIENT;
    }

    private static HttpRequest request(URI uri, Duration read) {
      return HttpRequest.newBuilder(uri).timeout(read).build();
    }

    private static void rest(ClientHttpRequestFactory factory, URI uri) {
      RestClient.builder()
          .requestFactory(factory)
          .build()
          .get()
          .uri(uri)
          .retrieve()
          .body(String.class);
    }
  }

  @AfterEach
  void clearTheInterruptFlag() {
    Thread.interrupted();
  }

  @ParameterizedTest
  @EnumSource
  void aClosedPortRefusesTheConnection(Client client) throws IOException {
    URI uri;
    try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      uri = URI.create("http://127.0.0.1:" + listener.getLocalPort() + "/");
    }
    assertThat(failure(client, uri)).isEqualTo(retry("connection_refused", Executed.NO));
  }

  @ParameterizedTest
  @EnumSource
  void aNameThatDoesNotResolveIsAnUnknownHost(Client client) {
    assertThat(failure(client, URI.create("http://nosuchhost.invalid:8080/")))
        .isEqualTo(retry("unknown_host", Executed.NO));
  }

  /** A listener whose queue is full drops what comes in: as if the way there were cut. */
  @Test
  void aConnectionThatIsNotMadeInTimeIsAConnectTimeout() throws IOException {
    List<Socket> queue = new ArrayList<>();
    try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      // Not every system drops connections that don't fit.
      assumeThat(fill(listener, queue)).isTrue();
      URI uri = URI.create("http://127.0.0.1:" + listener.getLocalPort() + "/");
      for (Client client : Client.values()) {
        assertThat(failure(client, uri, SHORT, LONG))
            .as("%s", client)
            .isEqualTo(retry("connect_timeout", Executed.NO));
      }
    } finally {
      for (Socket each : queue) {
        each.close();
      }
    }
  }

  /** Some limits begin before the connection is there: where they were too short, once more. */
  @ParameterizedTest
  @EnumSource
  void aServerThatSaysNothingIsAReadTimeout(Client client) throws IOException {
    try (TroubledServer server = TroubledServer.after(TroubledServer.STALL)) {
      Duration limit = SHORT;
      Failure failure = failure(client, server.uri("http"), LONG, limit);
      while ((server.requests() == 0 || failure.kind().equals("connect_timeout"))
          && limit.compareTo(LONG) < 0) {
        limit = limit.multipliedBy(2);
        failure = failure(client, server.uri("http"), LONG, limit);
      }
      assertThat(failure).isEqualTo(retry("read_timeout", Executed.MAYBE));
    }
  }

  @ParameterizedTest
  @EnumSource
  void aConnectionThatIsResetAfterTheRequestIsAConnectionReset(Client client) throws IOException {
    assertThat(after(TroubledServer.RESET, client))
        .isEqualTo(retry("connection_reset", Executed.MAYBE));
  }

  @ParameterizedTest
  @EnumSource
  void aStreamThatEndsWithoutAnAnswerIsIo(Client client) throws IOException {
    assertThat(after(TroubledServer.CLOSE, client)).isEqualTo(retry("io", Executed.MAYBE));
  }

  /** HttpURLConnection takes such a body for whole; it looks only at chunks. */
  @ParameterizedTest
  @EnumSource(
      mode = EnumSource.Mode.EXCLUDE,
      names = {"URL_CONNECTION", "REST_CLIENT_SIMPLE"})
  void aBodyThatIsCutShortIsIo(Client client) throws IOException {
    assertThat(after(TroubledServer.TRUNCATE, client)).isEqualTo(retry("io", Executed.MAYBE));
  }

  @ParameterizedTest
  @EnumSource
  void aBodyThatIsCutInTheMiddleOfAChunkIsIo(Client client) throws IOException {
    assertThat(after(TroubledServer.TRUNCATE_CHUNK, client)).isEqualTo(retry("io", Executed.MAYBE));
  }

  @ParameterizedTest
  @EnumSource
  void aConnectionThatIsResetInTheMiddleOfTheBodyIsAConnectionReset(Client client)
      throws IOException {
    assertThat(after(TroubledServer.RESET_IN_BODY, client))
        .isEqualTo(retry("connection_reset", Executed.MAYBE));
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "SOCKET")
  void aCertificateThatNobodyTrustsIsTls(Client client)
      throws IOException, GeneralSecurityException {
    try (TroubledServer server =
        TroubledServer.after(TroubledServer.CLOSE, SelfSigned.listener())) {
      assertThat(failure(client, server.uri("https"))).isEqualTo(fail("tls", Executed.NO));
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "SOCKET")
  void aServerThatDoesNotSpeakTlsIsTls(Client client) throws IOException {
    Trouble plain =
        connection -> TroubledServer.answer(connection, "HTTP/1.1 400 Bad Request\r\n\r\n");
    try (TroubledServer server = TroubledServer.onConnect(plain)) {
      assertThat(failure(client, server.uri("https"))).isEqualTo(fail("tls", Executed.NO));
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "SOCKET")
  void aConnectionThatEndsDuringTheTlsHandshakeIsAConnectionReset(Client client)
      throws IOException {
    try (TroubledServer server = TroubledServer.onConnect(TroubledServer.CLOSE)) {
      assertThat(failure(client, server.uri("https")))
          .isEqualTo(retry("connection_reset", Executed.MAYBE));
    }
  }

  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "SOCKET")
  void aConnectionThatIsResetDuringTheTlsHandshakeIsAConnectionReset(Client client)
      throws IOException {
    try (TroubledServer server = TroubledServer.onConnect(TroubledServer.RESET)) {
      assertThat(failure(client, server.uri("https")))
          .isEqualTo(retry("connection_reset", Executed.MAYBE));
    }
  }

  /** The others do not notice an interrupt while they wait. */
  @ParameterizedTest
  @EnumSource(names = {"JDK_HTTP_CLIENT", "JDK_HTTP_CLIENT_ASYNC", "REST_CLIENT_JDK"})
  void aThreadThatIsInterruptedWhileItWaitsForAnAnswerIsInterrupted(Client client)
      throws IOException {
    try (TroubledServer server = TroubledServer.after(TroubledServer.STALL)) {
      Thread.currentThread().interrupt();
      assertThat(failure(client, server.uri("http")))
          .isEqualTo(fail("interrupted", Executed.MAYBE));
    }
  }

  @Test
  void aChannelThatIsClosedByAnInterruptIsInterrupted() throws IOException {
    try (TroubledServer server = TroubledServer.after(TroubledServer.STALL);
        SocketChannel channel =
            SocketChannel.open(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()))) {
      Thread.currentThread().interrupt();
      Throwable thrown = catchThrowable(() -> channel.read(ByteBuffer.allocate(1)));
      assertThat(classification.classify(thrown)).isEqualTo(fail("interrupted", Executed.MAYBE));
    }
  }

  private static boolean fill(ServerSocket listener, List<Socket> queue) throws IOException {
    for (int i = 0; i < 16; i++) {
      Socket socket = new Socket();
      queue.add(socket);
      try {
        socket.connect(listener.getLocalSocketAddress(), Client.millis(SHORT));
      } catch (SocketTimeoutException full) {
        return true;
      }
    }
    return false;
  }

  private Failure after(Trouble trouble, Client client) throws IOException {
    try (TroubledServer server = TroubledServer.after(trouble)) {
      return failure(client, server.uri("http"));
    }
  }

  private Failure failure(Client client, URI uri) {
    return failure(client, uri, LONG, LONG);
  }

  private Failure failure(Client client, URI uri, Duration connect, Duration read) {
    Throwable thrown = catchThrowable(() -> client.get(uri, connect, read));
    assertThat(thrown).isNotNull();
    return classification.classify(thrown);
  }

  private static Failure retry(String kind, Executed executed) {
    return new Failure(kind, Verdict.RETRY, executed, null);
  }

  private static Failure fail(String kind, Executed executed) {
    return new Failure(kind, Verdict.FAIL, executed, null);
  }
}
