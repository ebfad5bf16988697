package io.github.retrystarter.actuate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.config.Customizer.withDefaults;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.json.JSONObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configuration.EnableWebSecurity;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;

/** Some may look, some may change, and it is known who did. */
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = {
      "management.endpoints.web.exposure.include=retry",
      "management.endpoint.retry.access=unrestricted",
      "server.address=127.0.0.1",
      "spring.config.location=classpath:/actuate/live.yml"
    })
class SecuredChangesIT {

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  @EnableWebSecurity
  static class App {

    /** Requests with a body of JSON and basic authentication can't be forged by another site. */
    @Bean
    SecurityFilterChain actuator(HttpSecurity http) throws Exception {
      return http.authorizeHttpRequests(
              requests ->
                  requests
                      .requestMatchers(HttpMethod.GET, "/actuator/**")
                      .hasAnyRole("VIEWER", "OPERATOR")
                      .anyRequest()
                      .hasRole("OPERATOR"))
          .httpBasic(withDefaults())
          .csrf(csrf -> csrf.disable())
          .build();
    }

    @Bean
    UserDetailsService users() {
      return new InMemoryUserDetailsManager(user("vera", "VIEWER"), user("otto", "OPERATOR"));
    }

    private static UserDetails user(String name, String role) {
      return User.withUsername(name).password("{noop}secret").roles(role).build();
    }
  }

  @LocalServerPort int port;

  private HttpResponse<String> send(String method, String user, String path, String body)
      throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + port + "/actuator/retry" + path);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body));
    if (!user.isEmpty()) {
      String credentials = user + ":secret";
      request.header(
          "Authorization",
          "Basic "
              + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8)));
    }
    return HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "vera"})
  void whoHasNoRightsChangesNothing(String user) throws Exception {
    int expected = user.isEmpty() ? 401 : 403;
    String change = "{\"maxRetries\": 0}";
    assertThat(send("POST", user, "/policies/payment", change).statusCode()).isEqualTo(expected);
    assertThat(send("DELETE", user, "/policies/payment", "").statusCode()).isEqualTo(expected);
    assertThat(send("POST", user, "/circuit-breakers/shop", "{\"state\": \"forced_open\"}"))
        .extracting(HttpResponse::statusCode)
        .isEqualTo(expected);
    assertThat(send("POST", user, "/budgets/payment", "{\"refill\": true}").statusCode())
        .isEqualTo(expected);
    assertThat(send("GET", "vera", "/policies/payment", "").body())
        .contains("\"live\":{}")
        .contains("\"maxRetries\":3");
  }

  @Test
  void itIsKnownWhoChangedWhat() throws Exception {
    assertThat(send("POST", "otto", "/policies/remote", "{\"maxRetries\": 1}").statusCode())
        .isEqualTo(200);
    JSONObject newest =
        new JSONObject(send("GET", "vera", "/events", "").body())
            .getJSONArray("events")
            .getJSONObject(0);
    assertThat(newest.getString("type")).isEqualTo("live_change");
    assertThat(newest.getString("principal")).isEqualTo("otto");
    assertThat(newest.getString("key")).isEqualTo("maxRetries");
    assertThat(newest.getInt("oldValue")).isEqualTo(3);
    assertThat(newest.getInt("newValue")).isEqualTo(1);
    assertThat(send("DELETE", "otto", "/policies/remote", "").statusCode()).isEqualTo(200);
  }

  @Test
  void whatIsSentByTheTonIsRefusedInAFewWords() throws Exception {
    String ton = "9".repeat(1_000_000);
    String longKey = ton.substring(0, 40_000);
    for (String body :
        new String[] {"{\"maxRetries\": \"" + ton + "\"}", "{\"" + longKey + "\": 1}"}) {
      HttpResponse<String> answer = send("POST", "otto", "/policies/payment", body);
      assertThat(answer.statusCode()).isEqualTo(400);
      assertThat(answer.body()).hasSizeLessThan(2000).contains("too much was sent");
    }
  }

  @Test
  void markupComesBackAsDataOnly() throws Exception {
    HttpResponse<String> answer =
        send("POST", "otto", "/policies/payment", "{\"<script>alert(1)</script>\": 1}");
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.headers().firstValue("Content-Type").orElseThrow()).contains("json");
    assertThat(answer.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
  }

  @Test
  void aFormOfAnotherSiteIsNotRead() throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + port + "/actuator/retry/policies/payment");
    HttpRequest form =
        HttpRequest.newBuilder(uri)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .header("Authorization", "Basic b3R0bzpzZWNyZXQ=")
            .POST(BodyPublishers.ofString("maxRetries=0"))
            .build();
    assertThat(HttpClient.newHttpClient().send(form, BodyHandlers.ofString()).statusCode())
        .isEqualTo(415);
  }
}
