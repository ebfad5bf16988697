package io.github.retrystarter.failure;

import io.github.retrystarter.failure.Row.Yields;
import java.util.List;
import org.springframework.amqp.AmqpAuthenticationException;
import org.springframework.amqp.AmqpConnectException;
import org.springframework.amqp.AmqpIOException;
import org.springframework.amqp.AmqpResourceNotAvailableException;
import org.springframework.amqp.AmqpTimeoutException;

/** Spring AMQP: what is transient of it. */
final class AmqpFailures implements FailureTable {

  @Override
  public List<Row> rows() {
    return List.of(
        Row.of(AmqpAuthenticationException.class, Kind.SECURITY),
        Row.of(AmqpConnectException.class, Kind.MESSAGING).yielding(Yields.TO_ANY),
        Row.of(AmqpIOException.class, Kind.MESSAGING).yielding(Yields.TO_ANY),
        Row.of(AmqpTimeoutException.class, Kind.MESSAGING),
        Row.of(AmqpResourceNotAvailableException.class, Kind.MESSAGING));
  }
}
