package io.github.retrystarter.failure.real;

import java.util.function.Function;

/**
 * The clients, each with its limits. Retries of their own are switched off where that is possible:
 * the requests shall be those of the engine.
 */
@SuppressWarnings("ImmutableEnumChecker") // method references
enum ClientKind {
  JDK("HttpClient", JdkClients::http),
  JDK_ASYNC("HttpClient's future", JdkClients::future),
  REST_JDK("RestClient over HttpClient", JdkClients::rest),
  REST_SIMPLE("RestClient over HttpURLConnection", JdkClients::restSimple),
  REST_APACHE("RestClient over Apache's", ApacheClients::rest),
  REST_JETTY("RestClient over Jetty's", JettyClients::rest),
  REST_NETTY("RestClient over Netty's, native sockets", NettyClients::rest),
  TEMPLATE_SIMPLE("RestTemplate over HttpURLConnection", JdkClients::templateSimple),
  TEMPLATE_APACHE("RestTemplate over Apache's", ApacheClients::template),
  WEB_NETTY("WebClient over Netty's, NIO", NettyClients::web),
  WEB_JDK("WebClient over HttpClient", JdkClients::web),
  INTERFACE_REST("@HttpExchange over RestClient, Apache's", ApacheClients::exchange),
  INTERFACE_WEB("@HttpExchange over WebClient, Netty's", NettyClients::exchange),
  FEIGN("Feign", FeignClients::feign);

  private final String title;
  private final Function<Limits, Client> opener;

  ClientKind(String title, Function<Limits, Client> opener) {
    this.title = title;
    this.opener = opener;
  }

  Client open(Limits limits) {
    return opener.apply(limits);
  }

  String title() {
    return title;
  }
}
