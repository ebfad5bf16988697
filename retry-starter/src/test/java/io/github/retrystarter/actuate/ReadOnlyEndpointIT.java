package io.github.retrystarter.actuate;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Configuration;

/** Without a word of the user's, nothing can be changed. */
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = {
      "management.endpoints.web.exposure.include=retry,health",
      "management.endpoint.health.show-details=always",
      "management.endpoint.health.probes.enabled=true",
      "server.address=127.0.0.1",
      "spring.config.location=classpath:/actuate/live.yml"
    })
class ReadOnlyEndpointIT {

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class App {}

  @LocalServerPort int port;

  private String[] send(String method, String path, String body) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/actuator" + path))
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body))
            .build();
    var answer = HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
    return new String[] {String.valueOf(answer.statusCode()), answer.body()};
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "DELETE"})
  void nothingCanBeChanged(String method) throws Exception {
    assertThat(send(method, "/retry/policies/payment", "{\"maxRetries\": 0}")[0]).isEqualTo("405");
    assertThat(send("GET", "/retry/policies/payment", "")[1]).contains("\"maxRetries\":3");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/health", "/health/readiness", "/health/liveness"})
  void theBreakersAreShownInHealthButNeverInTheProbes(String path) throws Exception {
    String[] answer = send("GET", path, "");
    assertThat(answer[0]).isEqualTo("200");
    assertThat(
            answer[1].contains("\"circuitBreakers\":{\"details\":{\"shop\":{\"state\":\"closed\""))
        .isEqualTo(path.equals("/health"));
  }
}
