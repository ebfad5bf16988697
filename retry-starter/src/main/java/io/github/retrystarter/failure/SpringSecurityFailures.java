package io.github.retrystarter.failure;

import java.util.List;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.access.AuthorizationServiceException;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.core.AuthenticationException;

/** Spring Security: who may not, may not the next time either. */
final class SpringSecurityFailures implements FailureTable {

  @Override
  public List<Row> rows() {
    return List.of(
        // The two that tell of a user store that does not answer: its own failure is the cause.
        Row.carrier(AuthenticationServiceException.class),
        Row.carrier(AuthorizationServiceException.class),
        Row.of(AuthenticationException.class, Kind.SECURITY),
        Row.of(AccessDeniedException.class, Kind.SECURITY));
  }
}
