package io.github.retrystarter.failure;

import java.util.List;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.apache.hc.core5.http.RequestNotExecutedException;

/** Apache HttpClient 5, where its exceptions say more than those of the JDK that they extend. */
final class ApacheFailures implements FailureTable {

  @Override
  public List<Row> rows() {
    return List.of(
        Row.of(ConnectTimeoutException.class, Kind.CONNECT_TIMEOUT),
        // No connection of the pool was free in time.
        Row.of(ConnectionRequestTimeoutException.class, Kind.CONNECT_TIMEOUT),
        Row.of(RequestNotExecutedException.class, Kind.CONNECTION_RESET.notExecuted()),
        Row.of(NoHttpResponseException.class, Kind.CONNECTION_RESET));
  }
}
