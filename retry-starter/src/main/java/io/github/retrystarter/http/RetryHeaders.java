package io.github.retrystarter.http;

import io.github.retrystarter.RetryContext;

/**
 * The names of the headers. Services that call each other have to agree on them.
 *
 * @param attempt of a request: which attempt makes it, from 2 on
 * @param max of a request: how many retries that call's policy allows
 * @param cause of a request: the kind of the failure before that attempt
 * @param deadline of a request: the time that its sender has left, milliseconds
 * @param disposition of an answer: that the service has given up
 * @see RetryContext#inbound()
 */
public record RetryHeaders(
    String attempt, String max, String cause, String deadline, String disposition) {

  /** The names where none are configured. */
  public static final RetryHeaders DEFAULT =
      new RetryHeaders(
          "X-Retry-Attempt",
          "X-Retry-Max",
          "X-Retry-Cause",
          "X-Request-Deadline-Ms",
          "X-Retry-Disposition");
}
