package io.github.retrystarter.failure;

import java.util.Set;

/** The built-in kinds of failures. */
public final class Kinds {

  /** Nobody listens at the port. */
  public static final String CONNECTION_REFUSED = "connection_refused";

  /** The name does not resolve. */
  public static final String UNKNOWN_HOST = "unknown_host";

  /** No connection in time. */
  public static final String CONNECT_TIMEOUT = "connect_timeout";

  /** No answer in time. */
  public static final String READ_TIMEOUT = "read_timeout";

  /** The connection broke. */
  public static final String CONNECTION_RESET = "connection_reset";

  /** Any other input or output failure. */
  public static final String IO = "io";

  /** A file that is not there or not ours. */
  public static final String FILE = "file";

  /** A certificate or handshake failure. */
  public static final String TLS = "tls";

  /** Cut by {@code attempt-timeout} or {@code timeout}. */
  public static final String ATTEMPT_TIMEOUT = "attempt_timeout";

  /** The thread was interrupted. */
  public static final String INTERRUPTED = "interrupted";

  /** A bug. */
  public static final String PROGRAMMING = "programming";

  /** A {@link java.lang.Error}. */
  public static final String ERROR = "error";

  /** Known to nobody. */
  public static final String UNCLASSIFIED = "unclassified";

  /** From a classifier that had not named it. */
  public static final String CUSTOM = "custom";

  /** A returned value that {@code retryOnResult} rejected. */
  public static final String RESULT = "result";

  /**
   * What the same metric tag says of attempts that did not fail: a classifier's kind of such a name
   * would be counted as one of them.
   */
  static final Set<String> RESERVED = Set.of("success", RESULT);

  /** All that a configuration may name; {@link #RESULT} is no failure and is not among them. */
  static final Set<String> BUILT_IN =
      Set.of(
          CONNECTION_REFUSED,
          UNKNOWN_HOST,
          CONNECT_TIMEOUT,
          READ_TIMEOUT,
          CONNECTION_RESET,
          IO,
          FILE,
          TLS,
          ATTEMPT_TIMEOUT,
          INTERRUPTED,
          PROGRAMMING,
          ERROR,
          UNCLASSIFIED,
          CUSTOM);

  private Kinds() {}
}
