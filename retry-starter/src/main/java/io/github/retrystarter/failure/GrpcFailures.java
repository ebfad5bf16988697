package io.github.retrystarter.failure;

import io.github.retrystarter.Failure;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusException;
import io.grpc.StatusRuntimeException;
import java.net.ConnectException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** gRPC, with the server's pushback (gRFC A6: a value that is no number means "do not retry"). */
final class GrpcFailures implements FailureTable {

  private static final Metadata.Key<String> PUSHBACK =
      Metadata.Key.of("grpc-retry-pushback-ms", Metadata.ASCII_STRING_MARSHALLER);

  /** Longer than anybody waits: so no rule retries it, and a policy can still ignore it. */
  private static final Duration NEVER = Duration.ofSeconds(Long.MAX_VALUE);

  @Override
  public List<Row> rows() {
    return List.of(
        Row.read(
            StatusRuntimeException.class, each -> read(each, each.getStatus(), each.getTrailers())),
        Row.read(StatusException.class, each -> read(each, each.getStatus(), each.getTrailers())));
  }

  private static @Nullable Failure read(
      Throwable failure, Status status, @Nullable Metadata trailers) {
    if (status.getCode() == Status.Code.OK
        || CauseChain.any(failure, InterruptedException.class::isInstance)) {
      return null;
    }
    GrpcStatus known = GrpcStatus.valueOf(status.getCode().name());
    String pushback = trailers == null ? null : trailers.get(PUSHBACK);
    if (pushback != null) {
      return known.pushedBack(wish(pushback));
    }
    if (known == GrpcStatus.UNAVAILABLE && neverConnected(failure)) {
      return known.notExecuted();
    }
    return tooLarge(known, status) ? known.permanent() : known.failure();
  }

  private static Duration wish(String pushback) {
    try {
      int millis = Integer.parseInt(pushback.strip());
      return millis < 0 ? NEVER : Duration.ofMillis(millis);
    } catch (NumberFormatException garbage) {
      return NEVER;
    }
  }

  private static boolean neverConnected(Throwable failure) {
    return CauseChain.any(failure, ConnectException.class::isInstance);
  }

  /** The one exhausted resource that time does not bring back: a message above the limit. */
  private static boolean tooLarge(GrpcStatus known, Status status) {
    String description = status.getDescription();
    return known == GrpcStatus.RESOURCE_EXHAUSTED
        && description != null
        && description.contains("exceeds maximum size");
  }
}
