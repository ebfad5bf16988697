package io.github.retrystarter.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.retrystarter.RetryContext;
import io.github.retrystarter.engine.CallScope;
import io.github.retrystarter.time.VirtualTime;
import io.micrometer.context.ContextSnapshot.Scope;
import io.micrometer.context.ContextSnapshotFactory;
import jakarta.servlet.FilterChain;
import java.io.IOException;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

/** What the filter leaves behind. */
class ServletRequestsTest {

  private static final ContextSnapshotFactory SNAPSHOTS = ContextSnapshotFactory.builder().build();

  private final ServletRequests filter =
      new ServletRequests(RetryHeaders.DEFAULT, new VirtualTime());
  private final MockHttpServletRequest request = new MockHttpServletRequest();
  private final MockHttpServletResponse response = new MockHttpServletResponse();

  @Test
  void theThreadIsFreeAfterTheRequest() throws Exception {
    request.addHeader("X-Retry-Attempt", "2");

    filter.doFilter(request, response, (asked, answer) -> assertAttempt(2));

    assertThat(CallScope.current()).isNull();
  }

  @Test
  void theThreadIsFreeAfterARequestThatFailed() {
    assertThatThrownBy(() -> filter.doFilter(request, response, failing()))
        .isInstanceOf(IOException.class)
        .hasMessage("broken pipe");

    assertThat(CallScope.current()).isNull();
  }

  @Test
  void allDispatchesOfARequestAreTheSameToIt() throws Exception {
    AtomicReference<@Nullable Object> first = new AtomicReference<>();
    filter.doFilter(request, response, (asked, answer) -> first.set(CallScope.current()));

    filter.doFilter(
        request,
        response,
        (asked, answer) -> assertThat(CallScope.current()).isNotNull().isSameAs(first.get()));
  }

  @Test
  void aScopeThatWasOpenedInTheRequestAndNeverClosedIsGoneWithIt() throws Exception {
    request.addHeader("X-Request-Deadline-Ms", "1000");

    filter.doFilter(
        request,
        response,
        (asked, answer) -> {
          Scope forgotten = SNAPSHOTS.captureAll().setThreadLocals();
          assertThat(forgotten).isNotNull();
        });

    assertThat(CallScope.current()).isNull();
  }

  @Test
  void aScopeThatIsClosedInAnotherRequestTakesNothingFromIt() throws Exception {
    AtomicReference<@Nullable Scope> scope = new AtomicReference<>();
    request.addHeader("X-Retry-Attempt", "2");
    filter.doFilter(
        request, response, (asked, answer) -> scope.set(SNAPSHOTS.captureAll().setThreadLocals()));
    MockHttpServletRequest other = new MockHttpServletRequest();
    other.addHeader("X-Retry-Attempt", "3");

    filter.doFilter(
        other,
        response,
        (asked, answer) -> {
          Objects.requireNonNull(scope.get()).close();
          assertAttempt(3);
        });

    assertThat(CallScope.current()).isNull();
  }

  private static void assertAttempt(int attempt) {
    assertThat(RetryContext.inbound().orElseThrow().attempt()).isEqualTo(attempt);
  }

  private static FilterChain failing() {
    return (asked, answer) -> {
      throw new IOException("broken pipe");
    };
  }
}
