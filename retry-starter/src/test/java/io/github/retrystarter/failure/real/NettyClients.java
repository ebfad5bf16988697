package io.github.retrystarter.failure.real;

import io.netty.channel.ChannelOption;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.resolver.DefaultAddressResolverGroup;
import javax.net.ssl.SSLException;
import org.springframework.http.client.ReactorClientHttpRequestFactory;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.WebClient;
import org.springframework.web.reactive.function.client.support.WebClientAdapter;
import reactor.core.publisher.Mono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;
import reactor.netty.resources.LoopResources;

/** What stands on Reactor Netty. */
final class NettyClients {

  private NettyClients() {}

  /** Its failures have types of their own, where the system has them. */
  private static final boolean NATIVE = true;

  static Client rest(Limits limits) {
    ConnectionProvider pool = pool(limits);
    return rest(limits, pool);
  }

  static Client rest(Limits limits, ConnectionProvider pool) {
    LoopResources loop = loop();
    return Client.closing(JdkClients.rest(factory(limits, pool, loop)), () -> dispose(pool, loop));
  }

  static Client restUnread(Limits limits, ConnectionProvider pool) {
    LoopResources loop = loop();
    return Client.closing(
        JdkClients.restUnread(factory(limits, pool, loop)), () -> dispose(pool, loop));
  }

  static Client web(Limits limits) {
    return web(limits, pool(limits));
  }

  static Client web(Limits limits, ConnectionProvider pool) {
    LoopResources loop = loop();
    WebClient client = web(client(limits, pool).runOn(loop, !NATIVE));
    return Client.closing(JdkClients.web(client), () -> dispose(pool, loop));
  }

  static Client webUnread(Limits limits, ConnectionProvider pool) {
    LoopResources loop = loop();
    WebClient client = web(client(limits, pool).runOn(loop, !NATIVE));
    return Client.closing(
        uri -> client.get().uri(uri).exchangeToMono(NettyClients::onlyIfGood).block(),
        () -> dispose(pool, loop));
  }

  static Client exchange(Limits limits) {
    return exchange(limits, pool(limits));
  }

  static Client exchange(Limits limits, ConnectionProvider pool) {
    LoopResources loop = loop();
    WebClient client = web(client(limits, pool).runOn(loop, NATIVE));
    return Client.closing(
        Exchange.over(WebClientAdapter.create(client)), () -> dispose(pool, loop));
  }

  static ConnectionProvider pool(Limits limits) {
    return poolSpec(limits).build();
  }

  static ConnectionProvider.Builder poolSpec(Limits limits) {
    return ConnectionProvider.builder("test")
        .maxConnections(limits.connections())
        .pendingAcquireTimeout(limits.lease());
  }

  private static HttpClient client(Limits limits, ConnectionProvider pool) {
    return HttpClient.create(pool)
        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, limits.connectMillis())
        .responseTimeout(limits.read())
        // The JDK's, so that no name server is asked more often, or longer, than by the others.
        .resolver(DefaultAddressResolverGroup.INSTANCE)
        .secure(spec -> spec.sslContext(tls()).handshakeTimeout(limits.connect()))
        .disableRetry(true);
  }

  private static Mono<String> onlyIfGood(ClientResponse response) {
    return response.statusCode().isError()
        ? Mono.error(new IllegalStateException("answered " + response.statusCode()))
        : response.bodyToMono(String.class);
  }

  private static ReactorClientHttpRequestFactory factory(
      Limits limits, ConnectionProvider pool, LoopResources loop) {
    ReactorClientHttpRequestFactory factory =
        new ReactorClientHttpRequestFactory(client(limits, pool).runOn(loop, NATIVE));
    factory.setReadTimeout(limits.read());
    return factory;
  }

  private static SslContext tls() {
    try {
      return SslContextBuilder.forClient().build();
    } catch (SSLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static LoopResources loop() {
    return LoopResources.create("test", 1, true);
  }

  private static WebClient web(HttpClient client) {
    return WebClient.builder().clientConnector(new ReactorClientHttpConnector(client)).build();
  }

  /** In the background: the loop's quiet time is long. */
  private static void dispose(ConnectionProvider pool, LoopResources loop) {
    pool.dispose();
    loop.dispose();
  }
}
