package io.github.retrystarter.failure;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Whether a failure is the answer of a service that has given up itself: it says so in a header,
 * and to ask it again would multiply its retries with ours. Immutable.
 */
public final class Disposition {

  /** The header's one value. */
  public static final String GIVEN_UP = "given-up";

  /** For answers at which nobody looks. */
  static final Disposition IGNORED = new Disposition(null, List.of());

  private final @Nullable String header;
  private final List<AnswerHeader> readers;

  private Disposition(@Nullable String header, List<AnswerHeader> readers) {
    this.header = header;
    this.readers = readers;
  }

  /** Reads answers of those HTTP clients that are there; of none where the name is null. */
  static Disposition in(@Nullable String header) {
    return header == null ? IGNORED : new Disposition(header, Libraries.answerHeaders());
  }

  /**
   * Whether an answer with this status can tell so.
   *
   * @param status of the answer
   * @return true for 5xx and 429
   */
  public static boolean isFor(int status) {
    return status == 429 || (status >= 500 && status <= 599);
  }

  /** Whether an exception along the cause chain holds such an answer. */
  boolean isGivenUp(Throwable failure) {
    return header != null && CauseChain.any(failure, each -> tells(each, header));
  }

  private boolean tells(Throwable failure, String name) {
    return readers.stream().anyMatch(reader -> isGivenUp(ask(reader, failure, name)));
  }

  private static boolean isGivenUp(@Nullable String value) {
    return value != null && value.strip().equalsIgnoreCase(GIVEN_UP);
  }

  /** The code of an exception itself may throw: then it tells nothing. */
  private static @Nullable String ask(AnswerHeader reader, Throwable failure, String name) {
    try {
      return reader.of(failure, name);
    } catch (Throwable bug) {
      return null;
    }
  }
}
