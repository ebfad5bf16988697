package io.github.retrystarter.failure;

import io.github.retrystarter.Failure;
import io.github.retrystarter.Failure.Executed;
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
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** {@code java.net}, {@code java.net.http} and {@code javax.net.ssl}. */
final class NetworkFailures implements FailureTable {

  private static final Failure REFUSED = FailureTable.retry(Kinds.CONNECTION_REFUSED, Executed.NO);
  private static final Failure UNKNOWN_HOST = FailureTable.retry(Kinds.UNKNOWN_HOST, Executed.NO);
  private static final Failure CONNECT_TIMEOUT =
      FailureTable.retry(Kinds.CONNECT_TIMEOUT, Executed.NO);
  private static final Failure READ_TIMEOUT =
      FailureTable.retry(Kinds.READ_TIMEOUT, Executed.MAYBE);
  private static final Failure RESET = FailureTable.retry(Kinds.CONNECTION_RESET, Executed.MAYBE);
  private static final Failure IO = FailureTable.retry(Kinds.IO, Executed.MAYBE);
  private static final Failure TLS = FailureTable.fail(Kinds.TLS, Executed.NO);

  @Override
  public @Nullable Failure classify(Throwable failure) {
    if (failure instanceof UnknownHostException || failure instanceof UnresolvedAddressException) {
      return UNKNOWN_HOST;
    }
    if (failure instanceof HttpConnectTimeoutException) {
      return CONNECT_TIMEOUT;
    }
    if (failure instanceof HttpTimeoutException || failure instanceof TimeoutException) {
      return READ_TIMEOUT;
    }
    if (failure instanceof SocketTimeoutException) {
      // One type for both; the JDK's message for the connect phase is "Connect timed out".
      return Messages.of(failure).contains("connect timed out") ? CONNECT_TIMEOUT : READ_TIMEOUT;
    }
    if (failure instanceof ConnectException) {
      return connect(failure);
    }
    if (failure instanceof NoRouteToHostException || failure instanceof PortUnreachableException) {
      return REFUSED;
    }
    if (failure instanceof SocketException) {
      return Messages.tellOfBrokenConnection(failure) ? RESET : IO;
    }
    if (failure instanceof SSLException) {
      return brokenBelow(failure) ? RESET : TLS;
    }
    return null;
  }

  /**
   * TLS also reports a connection that broke below it, in a handshake as a handshake failure: a
   * server that goes down, not one with a bad certificate. The JDK's HttpClient mostly leaves out
   * the cause; these are its two messages.
   */
  private static boolean brokenBelow(Throwable failure) {
    String message = Messages.of(failure);
    return message.contains("remote host terminated the handshake")
        || message.contains("remote host closed the channel")
        || CauseChain.any(
            failure, each -> each instanceof SocketException || each instanceof EOFException);
  }

  /**
   * The JDK's HttpClient reports an unresolved name, a connect timeout and a TLS handshake that was
   * reset this way too.
   */
  private static Failure connect(Throwable failure) {
    if (CauseChain.any(failure, UnresolvedAddressException.class::isInstance)) {
      return UNKNOWN_HOST;
    }
    if (Messages.tellOfBrokenConnection(failure)) {
      return RESET;
    }
    return Messages.of(failure).contains("timed out") ? CONNECT_TIMEOUT : REFUSED;
  }
}
