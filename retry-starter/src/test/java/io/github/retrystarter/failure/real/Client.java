package io.github.retrystarter.failure.real;

import java.io.Closeable;
import java.io.IOException;
import java.net.URI;

/** An HTTP client, ready to use. */
@FunctionalInterface
interface Client extends Closeable {

  /** Gets the whole body. */
  String get(URI uri) throws Exception;

  /** Closes what is its own. */
  @Override
  default void close() throws IOException {}

  /** A client with something to close. */
  static Client closing(Client client, Closeable resource) {
    return new Client() {
      @Override
      public String get(URI uri) throws Exception {
        return client.get(uri);
      }

      @Override
      public void close() throws IOException {
        resource.close();
      }
    };
  }
}
