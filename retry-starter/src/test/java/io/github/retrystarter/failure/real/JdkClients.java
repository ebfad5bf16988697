package io.github.retrystarter.failure.real;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.client.ClientHttpRequestFactory;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.http.client.SimpleClientHttpRequestFactory;
import org.springframework.http.client.reactive.JdkClientHttpConnector;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestTemplate;
import org.springframework.web.reactive.function.client.WebClient;

/** What stands on the JDK's own clients. */
final class JdkClients {

  private JdkClients() {}

  static Client http(Limits limits) {
    HttpClient client = client(limits);
    return uri -> client.send(request(uri, limits), BodyHandlers.ofString()).body();
  }

  static Client future(Limits limits) {
    HttpClient client = client(limits);
    return uri ->
        client
            .sendAsync(request(uri, limits), BodyHandlers.ofString())
            .thenApply(HttpResponse::body)
            .get();
  }

  static Client rest(Limits limits) {
    JdkClientHttpRequestFactory factory = new JdkClientHttpRequestFactory(client(limits));
    factory.setReadTimeout(limits.read());
    return rest(factory);
  }

  static Client restSimple(Limits limits) {
    return rest(simple(limits));
  }

  static Client templateSimple(Limits limits) {
    return template(simple(limits));
  }

  static Client web(Limits limits) {
    JdkClientHttpConnector connector = new JdkClientHttpConnector(client(limits));
    connector.setReadTimeout(limits.read());
    return web(WebClient.builder().clientConnector(connector).build());
  }

  static Client rest(ClientHttpRequestFactory factory) {
    RestClient client = RestClient.builder().requestFactory(factory).build();
    return uri -> client.get().uri(uri).retrieve().body(String.class);
  }

  /** Looks at the status alone: the body of an answer that is a failure stays where it is. */
  static Client restUnread(ClientHttpRequestFactory factory) {
    RestClient client =
        RestClient.builder()
            .requestFactory(factory)
            .defaultStatusHandler(
                HttpStatusCode::isError,
                (request, response) -> {
                  throw new IllegalStateException("answered " + response.getStatusCode());
                })
            .build();
    return uri -> client.get().uri(uri).retrieve().body(String.class);
  }

  static Client template(ClientHttpRequestFactory factory) {
    RestTemplate template = new RestTemplate(factory);
    return uri -> template.getForObject(uri, String.class);
  }

  static Client web(WebClient client) {
    return uri -> client.get().uri(uri).retrieve().bodyToMono(String.class).block();
  }

  private static SimpleClientHttpRequestFactory simple(Limits limits) {
    SimpleClientHttpRequestFactory factory = new SimpleClientHttpRequestFactory();
    factory.setConnectTimeout(limits.connect());
    factory.setReadTimeout(limits.read());
    return factory;
  }

  private static HttpClient client(Limits limits) {
    return HttpClient.newBuilder().connectTimeout(limits.connect()).build();
  }

  private static HttpRequest request(URI uri, Limits limits) {
    return HttpRequest.newBuilder(uri).timeout(limits.read()).build();
  }
}
