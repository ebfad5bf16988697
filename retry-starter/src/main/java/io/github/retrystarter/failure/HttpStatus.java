package io.github.retrystarter.failure;

import io.github.retrystarter.Failure;
import io.github.retrystarter.Failure.Executed;
import io.github.retrystarter.Failure.Verdict;
import java.time.Duration;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What the statuses of HTTP answers mean; RFC 9110 section 15, RFC 6585, RFC 8470. */
final class HttpStatus {

  private static final int FIRST = 400;
  private static final int LAST = 599;

  /** Made at start-up: an answer without Retry-After allocates nothing. */
  private static final Failure[] FAILURES =
      IntStream.rangeClosed(FIRST, LAST)
          .mapToObj(status -> make(status, null))
          .toArray(Failure[]::new);

  private HttpStatus() {}

  /**
   * Looks a status up.
   *
   * @param status of the answer
   * @param wish what the server asked for, or null
   * @return null for a status that tells of no failure: that is in the cause then
   */
  static @Nullable Failure failure(int status, @Nullable ServerWish wish) {
    if (status < FIRST || status > LAST) {
      return null;
    }
    return wish == null ? FAILURES[status - FIRST] : make(status, wish);
  }

  /** What each status means, without a Retry-After. */
  static Stream<Failure> all() {
    return Stream.of(FAILURES);
  }

  /** The kinds of all statuses. */
  static Stream<String> kinds() {
    return all().map(Failure::kind);
  }

  private static Failure make(int status, @Nullable ServerWish wish) {
    Duration retryAfter = wish == null ? null : wish.delay();
    return new Failure("http_" + status, verdict(status), executed(status, wish), retryAfter);
  }

  private static Verdict verdict(int status) {
    return switch (status) {
      case 408, 425, 429, 500, 502, 503, 504 -> Verdict.RETRY;
      case 501 -> Verdict.FAIL;
      default -> status < 500 ? Verdict.FAIL : Verdict.UNKNOWN;
    };
  }

  /** A server that says when to come again has turned the request away. */
  private static Executed executed(int status, @Nullable ServerWish wish) {
    boolean turnedAway =
        status < 500 || status == 501 || (status == 503 && wish != null && wish.refusal());
    return turnedAway ? Executed.NO : Executed.MAYBE;
  }
}
