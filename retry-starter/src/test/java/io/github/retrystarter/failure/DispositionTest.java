package io.github.retrystarter.failure;

import static org.assertj.core.api.Assertions.assertThat;

import feign.FeignException;
import feign.Request;
import feign.Request.HttpMethod;
import io.github.retrystarter.support.HostileException;
import io.github.retrystarter.support.HostileException.Trick;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.client.HttpServerErrorException;
import org.springframework.web.client.RestClientResponseException;
import org.springframework.web.reactive.function.client.WebClientResponseException;

/** Failures that hold the answer of a service which has given up itself. */
class DispositionTest {

  private static final String HEADER = "X-Retry-Disposition";

  private final Disposition disposition = Disposition.in(HEADER);

  static Stream<Throwable> answers() {
    return Stream.of(rest(HEADER, "given-up"), web("given-up"), feign("given-up"));
  }

  @ParameterizedTest
  @MethodSource("answers")
  void theAnswerOfEachClientTellsIt(Throwable answer) {
    assertThat(disposition.isGivenUp(answer)).isTrue();
  }

  @ParameterizedTest
  @MethodSource("answers")
  void soItDoesAsACause(Throwable answer) {
    assertThat(disposition.isGivenUp(new CompletionException(new IOException(answer)))).isTrue();
  }

  @ParameterizedTest
  @MethodSource("answers")
  void whereNobodyLooksItIsAnAnswerLikeAnyOther(Throwable answer) {
    assertThat(Disposition.in(null).isGivenUp(answer)).isFalse();
  }

  @ParameterizedTest
  @MethodSource("answers")
  void anotherHeaderTellsNothing(Throwable answer) {
    assertThat(Disposition.in("Our-Disposition").isGivenUp(answer)).isFalse();
  }

  @Test
  void theCaseOfNameAndValueDoesNotMatter() {
    assertThat(disposition.isGivenUp(rest("x-retry-disposition", " Given-Up "))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "given up", "retry", "given-up, given-up", "true"})
  void anyOtherValueTellsNothing(String value) {
    assertThat(disposition.isGivenUp(rest(HEADER, value))).isFalse();
    assertThat(disposition.isGivenUp(feign(value))).isFalse();
    assertThat(disposition.isGivenUp(web(value))).isFalse();
  }

  @Test
  void anAnswerWithoutHeadersTellsNothing() {
    assertThat(
            disposition.isGivenUp(
                new RestClientResponseException(
                    "no headers", HttpStatus.BAD_GATEWAY, "", null, null, null)))
        .isFalse();
  }

  @ParameterizedTest
  @EnumSource(Trick.class)
  void anExceptionThatMisbehavesTellsNothing(Trick trick) {
    assertThat(disposition.isGivenUp(new HostileException(trick))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 500, 503, 599})
  void errorsOfTheServerAndThrottlingCanTellIt(int status) {
    assertThat(Disposition.isFor(status)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {200, 302, 400, 404, 428, 430, 499, 600})
  void otherStatusesCannot(int status) {
    assertThat(Disposition.isFor(status)).isFalse();
  }

  private static Throwable rest(String name, String value) {
    HttpHeaders headers = new HttpHeaders();
    headers.set(name, value);
    return HttpServerErrorException.create(
        HttpStatus.SERVICE_UNAVAILABLE, "", headers, new byte[0], StandardCharsets.UTF_8);
  }

  private static Throwable web(String value) {
    HttpHeaders headers = new HttpHeaders();
    headers.set(HEADER, value);
    return WebClientResponseException.create(503, "", headers, new byte[0], StandardCharsets.UTF_8);
  }

  private static Throwable feign(String value) {
    Map<String, Collection<String>> headers = Map.of("x-retry-disposition", List.of(value));
    Request request =
        Request.create(HttpMethod.GET, "/", Map.of(), null, StandardCharsets.UTF_8, null);
    return new FeignException.ServiceUnavailable("", request, null, headers);
  }
}
