package io.github.retrystarter.failure;

import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.PrematureChannelClosureException;
import io.netty.handler.ssl.SslClosedEngineException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;
import io.netty.handler.timeout.TimeoutException;
import java.util.List;

/** Netty, below Reactor Netty's clients and others. */
final class NettyFailures implements FailureTable {

  @Override
  public List<Row> rows() {
    return List.of(
        Row.of(ConnectTimeoutException.class, Kind.CONNECT_TIMEOUT),
        // A connection of the pool that the server had closed.
        Row.of(SslClosedEngineException.class, Kind.CONNECTION_RESET),
        // A handshake failure by its supertype, but the server was only slow.
        Row.of(SslHandshakeTimeoutException.class, Kind.CONNECT_TIMEOUT),
        Row.of(TimeoutException.class, Kind.READ_TIMEOUT),
        // The stream ended in the headers.
        Row.of(PrematureChannelClosureException.class, Kind.IO));
  }
}
