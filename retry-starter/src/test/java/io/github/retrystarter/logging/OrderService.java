package io.github.retrystarter.logging;

import io.github.retrystarter.annotation.Retryable;
import java.io.IOException;

/** Works for a server that is out of order, and says so. */
class OrderService {

  /** Whole lines, for people and for machines. */
  private static final String FORGED =
      "broken\n2026-01-01 WARN forged by the server\r\n"
          + "{\"level\":\"WARN\",\"policy\":\"forged\"}\",\"policy\":\"forged\",\"x\":\"";

  @Retryable(maxRetries = 2, delay = "300ms")
  void create() throws IOException {
    throw new IOException(FORGED);
  }

  @Retryable(maxRetries = 4, delay = "600ms")
  void cancel() throws IOException {
    throw new IOException(FORGED);
  }
}
