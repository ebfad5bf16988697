package io.github.retrystarter.woven;

import io.github.retrystarter.annotation.Retryable;
import java.io.IOException;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.concurrent.Callable;

/** One method for each shape that is woven; no proxy reaches most of them. */
@SuppressWarnings("UnusedMethod")
final class Shapes {

  @Retention(RetentionPolicy.RUNTIME)
  @Retryable
  @interface Patient {}

  @Retention(RetentionPolicy.RUNTIME)
  @Patient
  @interface VeryPatient {}

  final Flaky work = new Flaky();

  @Retryable
  public String open(String with) throws IOException {
    return work.call(with);
  }

  @Retryable
  private String hidden(String with) throws IOException {
    return work.call(with);
  }

  String callsHidden(String with) throws IOException {
    return hidden(with);
  }

  String callsItself(String with) throws IOException {
    return open(with);
  }

  String callsItselfInALambda(String with) throws Exception {
    Callable<String> later = () -> open(with);
    return later.call();
  }

  @Retryable
  String ofThePackage(String with) throws IOException {
    return work.call(with);
  }

  @Retryable
  final String sealedOff(String with) throws IOException {
    return work.call(with);
  }

  @Retryable
  static String ofTheClass(String with) throws IOException {
    return Flaky.STATIC.call(with);
  }

  @Patient
  String byMeta(String with) throws IOException {
    return work.call(with);
  }

  @VeryPatient
  String byMetaOfMeta(String with) throws IOException {
    return work.call(with);
  }

  @Retryable
  String outer(String with) throws IOException {
    return open(with);
  }

  @Retryable(maxRetries = 1)
  long primitive(long first, double second) throws IOException {
    return work.call(first + " " + second).length();
  }

  @Retryable
  @Stamped
  String stamped(String with) throws IOException {
    return work.call(with);
  }

  @Retryable(maxRetries = 1, fallback = "instead")
  private String withFallback(String with) throws IOException {
    return work.call(with);
  }

  String callsWithFallback(String with) throws IOException {
    return withFallback(with);
  }

  private String instead(String with, IOException failure) {
    return with + " instead of " + failure.getMessage();
  }

  @Retryable(maxRetries = 1, fallback = "insteadOfStatic")
  static String staticWithFallback(String with) throws IOException {
    return Flaky.STATIC.call(with);
  }

  private static String insteadOfStatic(String with) {
    return with + " instead";
  }

  @Retryable(circuitBreaker = "gateway")
  private String guarded(String with) throws IOException {
    return work.call(with);
  }

  String callsGuarded(String with) throws IOException {
    return guarded(with);
  }
}
