package io.github.retrystarter.failure.real;

import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiFunction;
import java.util.function.IntSupplier;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.eclipse.jetty.client.AbstractConnectionPool;
import org.eclipse.jetty.client.HttpClient;
import reactor.netty.resources.ConnectionPoolMetrics;
import reactor.netty.resources.ConnectionProvider;

/** Clients with a pool of connections that can be looked into. */
enum PoolKind {
  APACHE("RestClient over Apache's") {
    @Override
    Pool open(Limits limits) {
      return apache(limits, ApacheClients::rest);
    }
  },
  APACHE_UNREAD("RestClient over Apache's that reads no body of a failure") {
    @Override
    Pool open(Limits limits) {
      return apache(limits, ApacheClients::restUnread);
    }
  },
  APACHE_INTERFACE("@HttpExchange over RestClient, Apache's") {
    @Override
    Pool open(Limits limits) {
      return apache(limits, ApacheClients::exchange);
    }
  },
  NETTY_REST("RestClient over Netty's") {
    @Override
    Pool open(Limits limits) {
      return netty(limits, NettyClients::rest);
    }
  },
  NETTY_REST_UNREAD("RestClient over Netty's that reads no body of a failure") {
    @Override
    Pool open(Limits limits) {
      return netty(limits, NettyClients::restUnread);
    }
  },
  NETTY_WEB("WebClient over Netty's") {
    @Override
    Pool open(Limits limits) {
      return netty(limits, NettyClients::web);
    }
  },
  NETTY_WEB_UNREAD("WebClient over Netty's that reads no body of a failure") {
    @Override
    Pool open(Limits limits) {
      return netty(limits, NettyClients::webUnread);
    }
  },
  NETTY_INTERFACE("@HttpExchange over WebClient, Netty's") {
    @Override
    Pool open(Limits limits) {
      return netty(limits, NettyClients::exchange);
    }
  },
  JETTY("RestClient over Jetty's") {
    @Override
    Pool open(Limits limits) {
      return jetty(limits, JettyClients::rest);
    }
  },
  JETTY_UNREAD("RestClient over Jetty's that reads no body of a failure") {
    @Override
    Pool open(Limits limits) {
      return jetty(limits, JettyClients::restUnread);
    }
  };

  private final String title;

  PoolKind(String title) {
    this.title = title;
  }

  abstract Pool open(Limits limits);

  @Override
  public String toString() {
    return title;
  }

  /**
   * A client and its pool.
   *
   * @param leased how many connections are in use
   * @param waiting how many requests wait for one, where the library tells
   */
  record Pool(Client client, IntSupplier leased, IntSupplier waiting) implements Closeable {

    @Override
    public void close() throws IOException {
      client.close();
    }
  }

  private static Pool apache(
      Limits limits, BiFunction<Limits, PoolingHttpClientConnectionManager, Client> client) {
    PoolingHttpClientConnectionManager pool = ApacheClients.pool(limits);
    return new Pool(
        client.apply(limits, pool),
        () -> pool.getTotalStats().getLeased(),
        () -> pool.getTotalStats().getPending());
  }

  private static Pool netty(Limits limits, BiFunction<Limits, ConnectionProvider, Client> client) {
    List<ConnectionPoolMetrics> pools = new CopyOnWriteArrayList<>();
    ConnectionProvider provider =
        NettyClients.poolSpec(limits)
            .metrics(true, () -> (name, id, address, metrics) -> pools.add(metrics))
            .build();
    return new Pool(
        client.apply(limits, provider),
        () -> pools.stream().mapToInt(ConnectionPoolMetrics::acquiredSize).sum(),
        () -> pools.stream().mapToInt(ConnectionPoolMetrics::pendingAcquireSize).sum());
  }

  private static Pool jetty(Limits limits, BiFunction<Limits, HttpClient, Client> client) {
    HttpClient jetty = JettyClients.client(limits);
    return new Pool(
        client.apply(limits, jetty),
        () ->
            jetty.getDestinations().stream()
                .map(each -> (AbstractConnectionPool) each.getConnectionPool())
                .mapToInt(AbstractConnectionPool::getActiveConnectionCount)
                .sum(),
        () -> 0);
  }
}
