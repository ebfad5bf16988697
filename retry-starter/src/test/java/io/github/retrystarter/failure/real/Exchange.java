package io.github.retrystarter.failure.real;

import java.net.URI;
import org.springframework.web.service.annotation.GetExchange;
import org.springframework.web.service.invoker.HttpExchangeAdapter;
import org.springframework.web.service.invoker.HttpServiceProxyFactory;

/** A client that is an interface. */
interface Exchange {

  @GetExchange
  String get(URI uri);

  static Client over(HttpExchangeAdapter adapter) {
    Exchange proxy =
        HttpServiceProxyFactory.builderFor(adapter).build().createClient(Exchange.class);
    return proxy::get;
  }
}
