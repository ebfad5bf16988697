package io.github.retrystarter.http;

import io.github.retrystarter.engine.Onward;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/** What is told to a service that is called now. Immutable. */
final class OutboundHeaders {

  private OutboundHeaders() {}

  /** The headers to send, by name; those that the user has set himself win over them. */
  static Map<String, String> of(RetryHeaders names, Onward onward) {
    if (onward.equals(Onward.NOTHING)) {
      return Map.of();
    }
    Map<String, String> headers = new LinkedHashMap<>();
    if (onward.attempt() > 1) {
      headers.put(names.attempt(), Integer.toString(onward.attempt()));
      // No limit has no number; its header is missing on the other side too.
      if (onward.maxRetries() >= 0) {
        headers.put(names.max(), Integer.toString(onward.maxRetries()));
      }
      if (onward.cause() != null) {
        headers.put(names.cause(), onward.cause());
      }
    }
    Duration remaining = onward.remaining();
    if (remaining != null) {
      // Down to whole milliseconds, but never to none at all, which would be no deadline.
      headers.put(names.deadline(), Long.toString(Math.max(1, remaining.toMillis())));
    }
    return headers;
  }
}
