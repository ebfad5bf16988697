package io.github.retrystarter.failure;

import io.github.retrystarter.Failure;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.ValidationException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Bean Validation. */
final class BeanValidationFailures implements FailureTable {

  @Override
  public List<Row> rows() {
    return List.of(
        Row.of(ConstraintViolationException.class, Kind.VALIDATION),
        Row.read(ValidationException.class, BeanValidationFailures::other));
  }

  /** A validator that failed itself, at its database say, tells in the cause. */
  private static @Nullable Failure other(ValidationException failure) {
    return failure.getCause() == null ? Kind.VALIDATION.failure() : null;
  }
}
