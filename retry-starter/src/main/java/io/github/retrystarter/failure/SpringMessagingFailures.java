package io.github.retrystarter.failure;

import io.github.retrystarter.failure.Row.Yields;
import java.util.List;
import org.springframework.messaging.MessageDeliveryException;
import org.springframework.messaging.handler.annotation.support.MethodArgumentNotValidException;

/** Spring's messaging: a message that was not delivered. */
final class SpringMessagingFailures implements FailureTable {

  @Override
  public List<Row> rows() {
    return List.of(
        Row.of(MethodArgumentNotValidException.class, Kind.VALIDATION),
        // Where a handler's failure was the reason, that tells more.
        Row.of(MessageDeliveryException.class, Kind.MESSAGING).yielding(Yields.TO_ANY));
  }
}
