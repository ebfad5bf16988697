package io.github.retrystarter.failure;

import java.util.List;
import org.apache.kafka.common.errors.RetriableException;

/** Kafka's clients tell themselves what may be tried again. */
final class KafkaFailures implements FailureTable {

  @Override
  public List<Row> rows() {
    return List.of(Row.of(RetriableException.class, Kind.MESSAGING));
  }
}
