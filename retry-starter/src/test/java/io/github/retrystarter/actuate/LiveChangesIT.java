package io.github.retrystarter.actuate;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.retrystarter.CircuitBreakers;
import io.github.retrystarter.CircuitOpenException;
import io.github.retrystarter.RetryContext;
import io.github.retrystarter.annotation.Retryable;
import io.github.retrystarter.test.RetryTime;
import io.github.retrystarter.test.VirtualRetryTime;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.json.JSONArray;
import org.json.JSONException;
import org.json.JSONObject;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.skyscreamer.jsonassert.JSONAssert;
import org.skyscreamer.jsonassert.JSONCompareMode;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What an operator changes over real HTTP. */
@SpringBootTest(
    webEnvironment = WebEnvironment.RANDOM_PORT,
    properties = {
      "management.endpoints.web.exposure.include=retry",
      "management.endpoint.retry.access=unrestricted",
      "server.address=127.0.0.1",
      "spring.config.location=classpath:/actuate/live.yml"
    })
@VirtualRetryTime
class LiveChangesIT {

  private static final String PARENT = "/policies/remote";
  private static final String CHILD = "/policies/payment";

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class App {
    @Bean
    Gateway gateway() {
      return new Gateway();
    }
  }

  static class Gateway {
    private final List<Integer> attempts = new ArrayList<>();

    List<Integer> attempts() {
      return attempts;
    }

    @Retryable(policy = "payment", maxRetries = 2)
    void pay() throws IOException {
      attempts.add(RetryContext.current().orElseThrow().attempt());
      throw new IOException("<b>down</b>");
    }

    @Retryable(policy = "payment", idempotent = false)
    void charge() {}

    @Retryable("remote")
    void ask() throws IOException {
      pay();
    }
  }

  @Autowired Gateway gateway;
  @Autowired CircuitBreakers breakers;
  @Autowired RetryTime time;
  @LocalServerPort int port;

  private final HttpClient client = HttpClient.newHttpClient();

  private HttpResponse<String> send(String method, String path, String body) throws Exception {
    URI uri = URI.create("http://127.0.0.1:" + port + "/actuator/retry" + path);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .method(
                method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (!body.isEmpty()) {
      request.header("Content-Type", "application/json");
    }
    return client.send(request.build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> post(String path, String body) throws Exception {
    return send("POST", path, body);
  }

  private String get(String path) throws Exception {
    return send("GET", path, "").body();
  }

  private int pay() {
    gateway.attempts().clear();
    try {
      gateway.pay();
    } catch (IOException | CircuitOpenException expected) {
      // What counts is how often.
    }
    return gateway.attempts().size();
  }

  @AfterEach
  void takeBack() throws Exception {
    for (String policy : List.of(PARENT, CHILD, "/policies/default")) {
      assertThat(send("DELETE", policy, "").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void aChangeIsTheLastWordForTheNextCall() throws Exception {
    assertThat(pay()).isEqualTo(3);
    HttpResponse<String> answer = post(CHILD, "{\"maxRetries\": 0, \"delay\": \"1s\"}");
    assertThat(answer.statusCode()).isEqualTo(200);
    JSONAssert.assertEquals(
        """
        {"live": {"maxRetries": 0, "delay": "PT1S"},
         "effective": {"maxRetries": 0, "delay": "PT1S"},
         "origins": {"maxRetries": "live change", "delay": "live change"}}
        """,
        answer.body(),
        JSONCompareMode.LENIENT);
    assertThat(pay()).isEqualTo(1);
    assertThat(send("DELETE", CHILD, "").statusCode()).isEqualTo(200);
    assertThat(pay()).isEqualTo(3);
    assertThat(get(CHILD)).contains("\"live\":{}");
  }

  @Test
  void aCallThatWaitsTakesItWithItsNextAttempt() throws Exception {
    time.beforeWait(
        () -> {
          try {
            assertThat(post(CHILD, "{\"maxRetries\": 1}").statusCode()).isEqualTo(200);
          } catch (Exception e) {
            throw new IllegalStateException(e);
          }
        });
    assertThat(pay()).isEqualTo(2);
  }

  /** The annotation's word on this is final: it knows the work. */
  @Test
  void whatMustNotBeDoneTwiceCannotBeAllowedLive() throws Exception {
    post(CHILD, "{\"idempotent\": true}");
    JSONAssert.assertEquals(
        "{\"effective\": {\"idempotent\": false}}",
        get("/methods/LiveChangesIT.Gateway.charge"),
        JSONCompareMode.LENIENT);
  }

  @Test
  void childrenInheritItButForWhatTheySetThemselves() throws Exception {
    post(PARENT, "{\"jitter\": \"none\", \"maxDelay\": \"3s\"}");
    JSONAssert.assertEquals(
        "{\"effective\": {\"jitter\": \"none\", \"maxDelay\": \"PT2S\"}, \"live\": {}}",
        get(CHILD),
        JSONCompareMode.LENIENT);
  }

  @Test
  void nothingChangesWhereAChildWouldBeWrong() throws Exception {
    String before = get("");
    HttpResponse<String> answer = post(PARENT, "{\"attemptTimeout\": \"9s\"}");
    assertThat(answer.statusCode()).isEqualTo(400);
    JSONAssert.assertEquals(
        "{\"key\": \"attemptTimeout\"}", answer.body(), JSONCompareMode.LENIENT);
    assertThat(answer.body()).contains("attempt-timeout (9s) is longer than timeout (5s)");
    JSONAssert.assertEquals(before, get(""), JSONCompareMode.LENIENT);
  }

  /** Each is refused with a text that says what is legal, and the key as it was sent. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"maxRetries": -2}                    | maxRetries    | 0…10000
          {"maxRetries": "many"}                | maxRetries    | is not a whole number
          {"maxRetries": 2.5}                   | maxRetries    | is not a whole number
          {"maxRetries": null}                  | maxRetries    | has no value
          {"maxRetries": ""}                    | maxRetries    | has no value
          {"maxRetries": 10001}                 | maxRetries    | 0…10000
          {"maxAttempts": 3}                    | maxAttempts   | Use maxRetries
          {"max-retries": 3}                    | max-retries   | Did you mean
          {"maxRetris": 3}                      | maxRetris     | Did you mean
          {"parent": "default"}                 | parent        | there is no such key
          {"path": "policies"}                  | path          | There is no such key
          {"backoff": "quadratic"}              | backoff       | exponential
          {"delay": "soon"}                     | delay         | is not a duration
          {"delay": "-1s"}                      | delay         | not negative
          {"delay": "3s"}                       | delay         | max-delay (2s)
          {"multiplier": 0.5}                   | multiplier    | 1 or more
          {"multiplier": "x"}                   | multiplier    | is not a number
          {"maxDelay": "1ms"}                   | maxDelay      | delay
          {"jitter": "some"}                    | jitter        | proportional
          {"jitterFactor": 2}                   | jitterFactor  | 0…1
          {"timeout": "0s"}                     | timeout       | above zero
          {"attemptTimeout": "1m"}              | attemptTimeout| not above timeout
          {"includes": "no_such_kind"}          | includes      | no_such_kind
          {"excludes": "com.acme.Missing"}      | excludes      | com.acme.Missing
          {"unclassified": "maybe"}             | unclassified  | retry
          {"retryAfter": "yes"}                 | retryAfter    | honor
          {"maxRetryAfter": "x"}                | maxRetryAfter | is not a duration
          {"idempotent": "perhaps"}             | idempotent    | true or false
          {"circuitBreaker": "unknown"}         | circuitBreaker| shop
          {"budget": "unknown"}                 | budget        | payment
          {"delays[1]": "1s"}                   | delays[1]     | an entry of the list before it is missing
          {"rules[0].delay": "1s"}              | rules[0].delay| failures
          {"rules[0].failures": "no_such_kind"} | rules[0].failures | no_such_kind
          {"delay": "${SECRET}"}                | delay         | does not resolve
          {"maxRetries[": 1}                    | maxRetries[   | there is no such key
          {"includes[": "io"}                   | includes[     | there is no such key
          {"includes[a]": "io"}                 | includes[a]   | a single value is expected
          {"maxRetries": 1, "delay": "soon"}    | delay         | is not a duration
          """)
  void whatIsWrongIsRefused(String body, String key, String text) throws Exception {
    String before = get("");
    HttpResponse<String> answer = post(CHILD, body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
    JSONAssert.assertEquals("{\"key\": \"" + key + "\"}", answer.body(), JSONCompareMode.LENIENT);
    assertThat(answer.body()).contains(text);
    JSONAssert.assertEquals(before, get(""), JSONCompareMode.LENIENT);
  }

  @Test
  void aParameterThatIsRepeatedIsAList() throws Exception {
    HttpResponse<String> answer = post(CHILD + "?maxRetries=1&maxRetries=2", "{}");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
    assertThat(answer.body()).contains("is not a whole number");
    assertThat(post("/circuit-breakers/shop?state=closed&state=closed", "{}").statusCode())
        .isEqualTo(400);
    assertThat(post(CHILD + "?includes=io&includes=http_503", "{}").body())
        .contains("\"live\":{\"includes\":[\"io\",\"http_503\"]}");
  }

  @Test
  void listsAndRulesAreSentByTheirPlaces() throws Exception {
    HttpResponse<String> answer =
        post(
            CHILD,
            """
            {"backoff": "steps", "delays": "1s, 2s", "rules[0].failures": "io",
             "rules[0].maxRetries": 5}
            """);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    JSONAssert.assertEquals(
        """
        {"effective": {"backoff": "steps", "delays": ["PT1S", "PT2S"],
                       "rules": [{"failures": ["io"], "maxRetries": 5}]}}
        """,
        answer.body(),
        JSONCompareMode.LENIENT);
    assertThat(pay()).isEqualTo(6);
  }

  @Test
  void aBreakerIsForcedOpenAndClosed() throws Exception {
    String shop = "/circuit-breakers/shop";
    assertThat(post(shop, "{\"state\": \"forced_open\"}").body()).contains("forced_open");
    assertThat(breakers.get("shop").state()).isEqualTo("forced_open");
    assertThat(pay()).isZero();
    post(shop, "{\"state\": \"disabled\"}");
    assertThat(breakers.get("shop").state()).isEqualTo("disabled");
    post(shop, "{\"state\": \"closed\"}");
    assertThat(pay()).isEqualTo(3);
    HttpResponse<String> answer = post(shop, "{\"state\": \"open\"}");
    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).contains("forced_open, closed, disabled");
    assertThat(post(shop, "{\"mode\": \"open\"}").statusCode()).isEqualTo(400);
  }

  @Test
  void aBudgetIsRefilled() throws Exception {
    for (int i = 0; i < 5; i++) {
      pay();
    }
    assertThat(get("/budgets/payment")).doesNotContain("\"available\":10.0");
    assertThat(post("/budgets/payment", "{\"refill\": true}").body())
        .contains("\"available\":10.0");
    assertThat(post("/budgets/payment", "{\"refill\": false}").statusCode()).isEqualTo(400);
    assertThat(post("/budgets/payment", "{}").statusCode()).isEqualTo(400);
  }

  @Test
  void whatIsNotThereIsNotFound() throws Exception {
    assertThat(post("/policies/none-such", "{\"maxRetries\": 1}").statusCode()).isEqualTo(404);
    assertThat(post("/methods/Gateway.pay", "{\"maxRetries\": 1}").statusCode()).isEqualTo(404);
    assertThat(post("/circuit-breakers/none", "{\"state\": \"closed\"}").statusCode())
        .isEqualTo(404);
    assertThat(post("/budgets/none-such", "{\"refill\": true}").statusCode()).isEqualTo(404);
    assertThat(send("DELETE", "/policies/none-such", "").statusCode()).isEqualTo(404);
    assertThat(send("GET", "/policies/none-such", "").statusCode()).isEqualTo(404);
  }

  @Test
  void theEventsTellAllInOrderAndNothingOfTheUsers() throws Exception {
    post(CHILD, "{\"maxRetries\": 1}");
    pay();
    breakers.get("shop").forceOpen();
    breakers.get("shop").close();
    String events = get("/events");
    JSONAssert.assertEquals(
        """
        [{"type": "breaker", "name": "shop", "from": "forced_open", "to": "closed"},
         {"type": "breaker", "name": "shop", "from": "closed", "to": "forced_open"},
         {"type": "give_up", "policy": "payment", "method": "LiveChangesIT.Gateway.pay", "attempt": 2,
          "cause": "io", "reason": "exhausted"},
         {"type": "retry", "policy": "payment", "method": "LiveChangesIT.Gateway.pay", "attempt": 1,
          "cause": "io"},
         {"type": "live_change", "what": "policy", "name": "payment", "key": "maxRetries",
          "oldValue": 3, "newValue": 1, "principal": null}]
        """,
        newest(events, 5).toString(),
        JSONCompareMode.STRICT_ORDER);
    assertThat(events).doesNotContain("down");
  }

  private static JSONArray newest(String events, int number) throws JSONException {
    JSONArray all = new JSONObject(events).getJSONArray("events");
    JSONArray newest = new JSONArray();
    for (int i = 0; i < number; i++) {
      newest.put(all.get(i));
    }
    return newest;
  }

  @Test
  void aThousandWritersAtOnceLoseNothing() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(16);
    try {
      List<Callable<Integer>> writers = new ArrayList<>();
      for (int i = 0; i < 1000; i++) {
        int retries = i % 100;
        String policy = i % 2 == 0 ? PARENT : CHILD;
        writers.add(() -> post(policy, "{\"maxRetries\": " + retries + "}").statusCode());
      }
      for (Future<Integer> each : threads.invokeAll(writers, 120, TimeUnit.SECONDS)) {
        assertThat(each.get()).isEqualTo(200);
      }
    } finally {
      threads.shutdownNow();
    }
    post(PARENT, "{\"maxRetries\": 7}");
    post(CHILD, "{\"maxRetries\": 5}");
    JSONAssert.assertEquals(
        """
        {"policies": {"remote": {"effective": {"maxRetries": 7}},
                      "payment": {"effective": {"maxRetries": 5}}},
         "methods": {"LiveChangesIT.Gateway.pay": {"effective": {}}, "LiveChangesIT.Gateway.ask": {"effective": {}}}}
        """,
        get(""),
        JSONCompareMode.LENIENT);
    assertThat(pay()).isEqualTo(6);
  }
}
