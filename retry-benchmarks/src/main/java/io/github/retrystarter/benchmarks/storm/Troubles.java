package io.github.retrystarter.benchmarks.storm;

import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;

/** The failures of the simulation: real types, so that they are classified as real ones are. */
final class Troubles {

  private Troubles() {}

  static Throwable timeout() {
    return new Timeout();
  }

  static Throwable refused() {
    return new Refused();
  }

  static Throwable reset() {
    return new Reset();
  }

  // Millions of them are made, and nobody looks where.

  private static final class Timeout extends SocketTimeoutException {
    private static final long serialVersionUID = 1;

    Timeout() {
      super("Read timed out");
    }

    @Override
    public Throwable fillInStackTrace() {
      return this;
    }
  }

  private static final class Refused extends ConnectException {
    private static final long serialVersionUID = 1;

    Refused() {
      super("Connection refused");
    }

    @Override
    public Throwable fillInStackTrace() {
      return this;
    }
  }

  private static final class Reset extends SocketException {
    private static final long serialVersionUID = 1;

    Reset() {
      super("Connection reset");
    }

    @Override
    public Throwable fillInStackTrace() {
      return this;
    }
  }
}
