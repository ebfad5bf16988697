package io.github.retrystarter.failure.real;

import io.github.retrystarter.support.SelfSigned;
import io.github.retrystarter.support.TroubledServer;
import io.github.retrystarter.support.TroubledServer.Trouble;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.util.function.IntUnaryOperator;

/** Trouble between a client and a server, below HTTP's statuses. */
@SuppressWarnings("ImmutableEnumChecker") // lambdas without state
enum Scene {
  CLOSED_PORT("nobody listens at the port") {
    @Override
    Opened open() throws IOException {
      return new Opened(Opened.closedPort(), expected -> 0, () -> {});
    }
  },
  UNKNOWN_NAME("the name does not resolve") {
    @Override
    Opened open() {
      return new Opened(URI.create("http://nosuchhost.invalid:8080/"), expected -> 0, () -> {});
    }
  },
  /** A listener whose queue is full drops what comes in: as if the way there were cut. */
  FULL_QUEUE("no connection is made in time") {
    @Override
    Opened open() throws IOException {
      FullQueue queue = FullQueue.open();
      return new Opened(queue.uri(), expected -> 0, queue);
    }

    @Override
    Limits limits() {
      return Limits.PATIENT.connect(Limits.SHORT);
    }
  },
  /** Another request has the only connection, and keeps it. */
  POOL_EXHAUSTED("no connection of the pool gets free in time") {
    @Override
    Opened open() throws IOException {
      return after(TroubledServer.STALL);
    }

    @Override
    Limits limits() {
      return Limits.POOL_OF_ONE;
    }
  },
  RESET("the server resets the connection after the request", TroubledServer.RESET),
  CLOSE("the server closes the connection without a byte", TroubledServer.CLOSE),
  STALL("the server says nothing", TroubledServer.STALL),
  STALL_IN_HEADERS("the server stops in the headers", Troubles.STALL_IN_HEADERS),
  STALL_AFTER_HEADERS("the server stops after the headers", Troubles.STALL_AFTER_HEADERS),
  STALL_IN_BODY("the server stops in the body", Troubles.STALL_IN_BODY),
  STALL_IN_CHUNK("the server stops in a chunk", Troubles.STALL_IN_CHUNK),
  CLOSE_IN_HEADERS("the stream ends in the headers", Troubles.CLOSE_IN_HEADERS),
  RESET_IN_HEADERS("the connection is reset in the headers", Troubles.RESET_IN_HEADERS),
  TRUNCATE("the body ends before its Content-Length", TroubledServer.TRUNCATE),
  TRUNCATE_CHUNK("the body ends in a chunk", TroubledServer.TRUNCATE_CHUNK),
  NO_LAST_CHUNK("the body ends between two chunks", Troubles.NO_LAST_CHUNK),
  RESET_IN_BODY("the connection is reset in the body", TroubledServer.RESET_IN_BODY),
  RESET_IN_CHUNK("the connection is reset in a chunk", Troubles.RESET_IN_CHUNK),
  GARBAGE("the server does not speak HTTP", Troubles.GARBAGE),
  BAD_CHUNK("a chunk's size is no number", Troubles.BAD_CHUNK),
  BUSY_TRUNCATE("the body of a 503 ends early", Troubles.BUSY_TRUNCATE),
  BUSY_RESET("the connection is reset in the body of a 503", Troubles.BUSY_RESET),
  BUSY_STALL("the server stops in the body of a 503", Troubles.BUSY_STALL),
  MISSING_TRUNCATE("the body of a 404 ends early", Troubles.MISSING_TRUNCATE),
  SELF_SIGNED("nobody trusts the certificate") {
    @Override
    Opened open() throws IOException, GeneralSecurityException {
      TroubledServer server = TroubledServer.after(TroubledServer.CLOSE, SelfSigned.listener());
      return new Opened(server.uri("https"), server::connections, server);
    }
  },
  TLS_PLAIN_TEXT("the server does not speak TLS") {
    @Override
    Opened open() throws IOException {
      return inHandshake(Troubles.PLAIN_TEXT);
    }
  },
  TLS_ALERT("the server refuses the TLS handshake") {
    @Override
    Opened open() throws IOException {
      return inHandshake(Troubles.TLS_ALERT);
    }
  },
  TLS_CLOSE("the stream ends in the TLS handshake") {
    @Override
    Opened open() throws IOException {
      return inHandshake(TroubledServer.CLOSE);
    }
  },
  TLS_RESET("the connection is reset in the TLS handshake") {
    @Override
    Opened open() throws IOException {
      return inHandshake(TroubledServer.RESET);
    }
  },
  TLS_STALL("the server says nothing in the TLS handshake") {
    @Override
    Opened open() throws IOException {
      return inHandshake(TroubledServer.STALL);
    }

    @Override
    Limits limits() {
      return new Limits(Limits.SHORT, Limits.SHORT, 10, Limits.LONG);
    }
  };

  /** A sentence's beginning: "when" stands before it. */
  private final String words;

  private final Trouble trouble;

  Scene(String words) {
    this(words, TroubledServer.STALL);
  }

  Scene(String words, Trouble trouble) {
    this.words = words;
    this.trouble = trouble;
  }

  Opened open() throws IOException, GeneralSecurityException {
    return after(trouble);
  }

  /** Short ones only for what shall run out. */
  Limits limits() {
    return stalls() ? Limits.PATIENT.read(Limits.SHORT) : Limits.PATIENT;
  }

  /** Whether the client's limits end it, and not the server. */
  boolean stalls() {
    return this == FULL_QUEUE || name().contains("STALL");
  }

  String words() {
    return words;
  }

  private static Opened after(Trouble trouble) throws IOException {
    TroubledServer server = TroubledServer.after(trouble);
    return new Opened(server.uri("http"), server::requests, server);
  }

  private static Opened inHandshake(Trouble trouble) throws IOException {
    TroubledServer server = TroubledServer.onConnect(Troubles.afterTheFirstByte(trouble));
    return new Opened(server.uri("https"), server::connections, server);
  }

  /**
   * A scene that is set.
   *
   * @param uri where the client goes
   * @param seen the requests, or for TLS the connections, that came in; waits for so many
   */
  record Opened(URI uri, IntUnaryOperator seen, Closeable server) implements Closeable {

    int await(int expected) {
      return seen.applyAsInt(expected);
    }

    static URI closedPort() throws IOException {
      try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        return URI.create("http://127.0.0.1:" + listener.getLocalPort() + "/");
      }
    }

    @Override
    public void close() throws IOException {
      server.close();
    }
  }
}
