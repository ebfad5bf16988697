package io.github.retrystarter.failure.real;

import java.io.IOException;
import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.springframework.http.client.JettyClientHttpRequestFactory;

/** What stands on Jetty's client. */
final class JettyClients {

  private JettyClients() {}

  static Client rest(Limits limits) {
    return rest(limits, client(limits));
  }

  static Client rest(Limits limits, HttpClient client) {
    return Client.closing(JdkClients.rest(factory(limits, client)), () -> stop(client));
  }

  static Client restUnread(Limits limits, HttpClient client) {
    return Client.closing(JdkClients.restUnread(factory(limits, client)), () -> stop(client));
  }

  private static JettyClientHttpRequestFactory factory(Limits limits, HttpClient client) {
    JettyClientHttpRequestFactory factory = new JettyClientHttpRequestFactory(client);
    factory.setReadTimeout(limits.read());
    return factory;
  }

  /** Started. */
  static HttpClient client(Limits limits) {
    HttpClient client = new HttpClient();
    QueuedThreadPool threads = new QueuedThreadPool(8);
    threads.setDaemon(true);
    client.setExecutor(threads);
    client.setConnectTimeout(limits.connectMillis());
    client.setMaxConnectionsPerDestination(limits.connections());
    try {
      client.start();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
    return client;
  }

  private static void stop(HttpClient client) throws IOException {
    try {
      client.stop();
    } catch (Exception e) {
      throw new IOException(e);
    }
  }
}
