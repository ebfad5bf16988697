package io.github.retrystarter.failure.real;

import static io.github.retrystarter.support.TroubledServer.RESET;
import static io.github.retrystarter.support.TroubledServer.answer;

import io.github.retrystarter.support.TroubledServer.Trouble;

/** What a server can do wrong in the middle of an answer or of a handshake. */
final class Troubles {

  private static final String HALF_A_HEAD = "HTTP/1.1 200 OK\r\nContent-Type: text/pl";
  private static final String HEAD = "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n";
  private static final String BUSY = "HTTP/1.1 503 Busy\r\nContent-Length: 100\r\n\r\nabc";
  private static final String CHUNKED = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";

  static final Trouble STALL_IN_HEADERS = connection -> answer(connection, HALF_A_HEAD);

  static final Trouble STALL_AFTER_HEADERS = connection -> answer(connection, HEAD);

  static final Trouble STALL_IN_BODY = connection -> answer(connection, HEAD + "abc");

  static final Trouble STALL_IN_CHUNK = connection -> answer(connection, CHUNKED + "64\r\nabc");

  static final Trouble CLOSE_IN_HEADERS =
      connection -> {
        answer(connection, HALF_A_HEAD);
        connection.close();
      };

  static final Trouble RESET_IN_HEADERS =
      connection -> {
        answer(connection, HALF_A_HEAD);
        RESET.make(connection);
      };

  static final Trouble RESET_IN_CHUNK =
      connection -> {
        answer(connection, CHUNKED + "64\r\nabc");
        RESET.make(connection);
      };

  /** Whole chunks, but not the empty one that ends the body. */
  static final Trouble NO_LAST_CHUNK =
      connection -> {
        answer(connection, CHUNKED + "3\r\nabc\r\n");
        connection.close();
      };

  static final Trouble BAD_CHUNK =
      connection -> {
        answer(connection, CHUNKED + "three\r\nabc\r\n0\r\n\r\n");
        connection.close();
      };

  static final Trouble BUSY_STALL = connection -> answer(connection, BUSY);

  static final Trouble BUSY_TRUNCATE =
      connection -> {
        answer(connection, BUSY);
        connection.close();
      };

  static final Trouble BUSY_RESET =
      connection -> {
        answer(connection, BUSY);
        RESET.make(connection);
      };

  static final Trouble MISSING_TRUNCATE =
      connection -> {
        answer(connection, "HTTP/1.1 404 Not Found\r\nContent-Length: 100\r\n\r\nabc");
        connection.close();
      };

  static final Trouble GARBAGE =
      connection -> {
        answer(connection, "220 mail.example.org ESMTP ready\r\n\r\n");
        connection.close();
      };

  static final Trouble PLAIN_TEXT =
      connection -> answer(connection, "HTTP/1.1 400 Bad Request\r\n\r\n");

  /** A record of type alert, TLS 1.2, two bytes: fatal, handshake_failure (RFC 8446, section 6). */
  static final Trouble TLS_ALERT =
      connection -> answer(connection, "\u0015\u0003\u0003\u0000\u0002\u0002(");

  private Troubles() {}

  /** So that it comes in the middle of the handshake, and not before the client knows of it. */
  static Trouble afterTheFirstByte(Trouble trouble) {
    return connection -> {
      if (connection.getInputStream().read() >= 0) {
        trouble.make(connection);
      }
    };
  }
}
