package io.github.retrystarter.failure;

import io.github.retrystarter.failure.Row.Yields;
import java.util.List;
import org.springframework.data.redis.RedisConnectionFailureException;
import org.springframework.data.redis.connection.RedisPipelineException;

/** Spring Data Redis, whose exceptions extend those of {@link DataAccessFailures}. */
final class SpringRedisFailures implements FailureTable {

  @Override
  public List<Row> rows() {
    return List.of(
        Row.of(RedisConnectionFailureException.class, Kind.DB_CONNECTION).yielding(Yields.TO_ANY),
        // A wrong use of the database by its supertype; in truth whatever failed in the pipeline.
        Row.carrier(RedisPipelineException.class));
  }
}
