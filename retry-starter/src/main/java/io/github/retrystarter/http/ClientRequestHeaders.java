package io.github.retrystarter.http;

import io.github.retrystarter.engine.CallScope;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.springframework.http.HttpHeaders;
import org.springframework.http.client.ClientHttpRequest;
import org.springframework.http.client.ClientHttpRequestInitializer;

/**
 * Tells services that are called with RestClient or RestTemplate. An interceptor would do too, but
 * a client that has one keeps the whole body of each request in memory. Thread-safe.
 */
public final class ClientRequestHeaders implements ClientHttpRequestInitializer {

  private final RetryHeaders names;

  /**
   * Takes the names.
   *
   * @param names of the headers
   */
  public ClientRequestHeaders(RetryHeaders names) {
    this.names = names;
  }

  @Override
  public void initialize(ClientHttpRequest request) {
    HttpHeaders headers = request.getHeaders();
    OutboundHeaders.of(names, CallScope.onward())
        .forEach(
            (name, value) -> {
              if (!headers.containsHeader(name)) {
                headers.put(name, new Provisional(value));
              }
            });
  }

  /** RestClient adds the user's headers later: a first value of his replaces this one. */
  private static final class Provisional extends ArrayList<String> {

    private static final long serialVersionUID = 1L;

    private boolean replaced;

    private Provisional(String value) {
      super(List.of(value));
    }

    @Override
    public boolean add(String value) {
      giveWay();
      return super.add(value);
    }

    @Override
    public boolean addAll(Collection<? extends String> values) {
      if (!values.isEmpty()) {
        giveWay();
      }
      return super.addAll(values);
    }

    private void giveWay() {
      if (!replaced) {
        replaced = true;
        clear();
      }
    }
  }
}
