package io.github.retrystarter.failure;

import java.util.List;
import org.eclipse.jetty.client.HttpResponseException;

/** Jetty's client: an answer that is no HTTP, or that ends in the headers. */
final class JettyFailures implements FailureTable {

  @Override
  public List<Row> rows() {
    return List.of(Row.of(HttpResponseException.class, Kind.IO));
  }
}
