package io.github.retrystarter.failure;

import java.util.List;
import reactor.netty.channel.AbortedException;
import reactor.netty.internal.shaded.reactor.pool.PoolAcquirePendingLimitException;
import reactor.netty.internal.shaded.reactor.pool.PoolAcquireTimeoutException;

/** Reactor Netty: no connection of the pool was free in time, or it was closed meanwhile. */
final class ReactorNettyFailures implements FailureTable {

  @Override
  public List<Row> rows() {
    return List.of(
        Row.of(PoolAcquireTimeoutException.class, Kind.CONNECT_TIMEOUT),
        Row.of(PoolAcquirePendingLimitException.class, Kind.CONNECT_TIMEOUT),
        Row.of(AbortedException.class, Kind.CONNECTION_RESET));
  }
}
