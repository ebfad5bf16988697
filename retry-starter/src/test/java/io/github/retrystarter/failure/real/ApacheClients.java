package io.github.retrystarter.failure.real;

import java.time.Duration;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.util.Timeout;
import org.springframework.http.client.HttpComponentsClientHttpRequestFactory;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.support.RestClientAdapter;

/** What stands on Apache's HttpClient. */
final class ApacheClients {

  private ApacheClients() {}

  static Client rest(Limits limits) {
    return rest(limits, pool(limits));
  }

  static Client rest(Limits limits, PoolingHttpClientConnectionManager pool) {
    CloseableHttpClient client = client(pool);
    return Client.closing(JdkClients.rest(factory(limits, client)), client);
  }

  static Client restUnread(Limits limits, PoolingHttpClientConnectionManager pool) {
    CloseableHttpClient client = client(pool);
    return Client.closing(JdkClients.restUnread(factory(limits, client)), client);
  }

  static Client template(Limits limits) {
    CloseableHttpClient client = client(pool(limits));
    return Client.closing(JdkClients.template(factory(limits, client)), client);
  }

  static Client exchange(Limits limits) {
    return exchange(limits, pool(limits));
  }

  static Client exchange(Limits limits, PoolingHttpClientConnectionManager pool) {
    CloseableHttpClient client = client(pool);
    RestClient rest = RestClient.builder().requestFactory(factory(limits, client)).build();
    return Client.closing(Exchange.over(RestClientAdapter.create(rest)), client);
  }

  static PoolingHttpClientConnectionManager pool(Limits limits) {
    return PoolingHttpClientConnectionManagerBuilder.create()
        .setMaxConnTotal(limits.connections())
        .setMaxConnPerRoute(limits.connections())
        .setDefaultConnectionConfig(
            ConnectionConfig.custom().setConnectTimeout(timeout(limits.connect())).build())
        .build();
  }

  /** By itself it would send a request that failed once more, a second later. */
  private static CloseableHttpClient client(PoolingHttpClientConnectionManager pool) {
    return HttpClients.custom().setConnectionManager(pool).disableAutomaticRetries().build();
  }

  private static HttpComponentsClientHttpRequestFactory factory(
      Limits limits, CloseableHttpClient client) {
    HttpComponentsClientHttpRequestFactory factory =
        new HttpComponentsClientHttpRequestFactory(client);
    factory.setConnectionRequestTimeout(limits.lease());
    factory.setReadTimeout(limits.read());
    return factory;
  }

  private static Timeout timeout(Duration limit) {
    return Timeout.ofMilliseconds(limit.toMillis());
  }
}
