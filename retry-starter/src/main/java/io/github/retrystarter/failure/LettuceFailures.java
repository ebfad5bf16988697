package io.github.retrystarter.failure;

import io.github.retrystarter.failure.Row.Yields;
import io.lettuce.core.RedisBusyException;
import io.lettuce.core.RedisCommandTimeoutException;
import io.lettuce.core.RedisConnectionException;
import io.lettuce.core.RedisLoadingException;
import java.util.List;

/** Lettuce, a driver of Redis. */
final class LettuceFailures implements FailureTable {

  @Override
  public List<Row> rows() {
    return List.of(
        // Spring makes a QueryTimeoutException of it, but Redis may well have done the work.
        Row.of(RedisCommandTimeoutException.class, Kind.READ_TIMEOUT).fromDriver(),
        // Its server turns every command away until it is ready.
        Row.of(RedisLoadingException.class, Kind.DB_CONNECTION.notExecuted()).fromDriver(),
        Row.of(RedisBusyException.class, Kind.DB_CONNECTION.notExecuted()).fromDriver(),
        Row.of(RedisConnectionException.class, Kind.CONNECTION_RESET)
            .yielding(Yields.TO_ANY)
            .fromDriver());
  }
}
