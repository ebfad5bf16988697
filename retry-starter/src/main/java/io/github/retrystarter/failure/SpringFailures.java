package io.github.retrystarter.failure;

import java.util.List;
import org.springframework.validation.BindException;
import org.springframework.validation.method.MethodValidationException;

/** Spring's core: arguments that are not valid. */
final class SpringFailures implements FailureTable {

  @Override
  public List<Row> rows() {
    return List.of(
        Row.of(BindException.class, Kind.VALIDATION),
        Row.of(MethodValidationException.class, Kind.VALIDATION));
  }
}
