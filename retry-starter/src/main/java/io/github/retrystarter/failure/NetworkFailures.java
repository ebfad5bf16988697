package io.github.retrystarter.failure;

import io.github.retrystarter.Failure;
import java.io.EOFException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.PortUnreachableException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.util.List;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/** {@code java.net}, {@code java.net.http} and {@code javax.net.ssl}. */
final class NetworkFailures implements FailureTable {

  @Override
  public List<Row> rows() {
    return List.of(
        Row.of(UnknownHostException.class, Kind.UNKNOWN_HOST),
        Row.of(UnresolvedAddressException.class, Kind.UNKNOWN_HOST),
        Row.of(HttpConnectTimeoutException.class, Kind.CONNECT_TIMEOUT),
        Row.of(HttpTimeoutException.class, Kind.READ_TIMEOUT),
        Row.of(TimeoutException.class, Kind.READ_TIMEOUT),
        Row.read(SocketTimeoutException.class, NetworkFailures::timeout),
        Row.read(ConnectException.class, NetworkFailures::connect),
        Row.of(NoRouteToHostException.class, Kind.CONNECTION_REFUSED),
        Row.of(PortUnreachableException.class, Kind.CONNECTION_REFUSED),
        Row.read(SocketException.class, NetworkFailures::socket),
        Row.read(SSLException.class, NetworkFailures::tls));
  }

  /** One type for both; the JDK writes "Connect timed out", Jetty "Connect Timeout". */
  private static Failure timeout(SocketTimeoutException failure) {
    String message = Messages.of(failure);
    return message.contains("connect timed out") || message.contains("connect timeout")
        ? Kind.CONNECT_TIMEOUT.failure()
        : Kind.READ_TIMEOUT.failure();
  }

  /**
   * The JDK's HttpClient reports an unresolved name, a connect timeout and a TLS handshake that was
   * reset this way too.
   */
  private static Failure connect(ConnectException failure) {
    if (CauseChain.any(failure, UnresolvedAddressException.class::isInstance)) {
      return Kind.UNKNOWN_HOST.failure();
    }
    if (Messages.tellOfBrokenConnection(failure)) {
      return Kind.CONNECTION_RESET.failure();
    }
    return Messages.of(failure).contains("timed out")
        ? Kind.CONNECT_TIMEOUT.failure()
        : Kind.CONNECTION_REFUSED.failure();
  }

  private static Failure socket(SocketException failure) {
    return Messages.tellOfBrokenConnection(failure)
        ? Kind.CONNECTION_RESET.failure()
        : Kind.IO.failure();
  }

  /**
   * TLS also reports a connection that broke below it, in a handshake as a handshake failure: a
   * server that goes down, not one with a bad certificate. Some leave out the cause; these are the
   * messages of the JDK's HttpClient (two), of Netty and of Jetty.
   */
  private static Failure tls(SSLException failure) {
    String message = Messages.of(failure);
    boolean brokenBelow =
        message.contains("remote host terminated the handshake")
            || message.contains("remote host closed the channel")
            || message.contains("connection closed while ssl/tls handshake was in progress")
            || message.contains("abruptly closed by peer")
            || CauseChain.any(
                failure, each -> each instanceof SocketException || each instanceof EOFException);
    return brokenBelow ? Kind.CONNECTION_RESET.failure() : Kind.TLS.failure();
  }
}
