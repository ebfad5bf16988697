package io.github.retrystarter.sample;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Starts the shop and, in the same process on a second port, its gateway. */
@SpringBootApplication
public class SampleShop {

  /**
   * Starts it.
   *
   * @param args properties, such as {@code --server.port=9090}
   */
  public static void main(String[] args) {
    SpringApplication.run(SampleShop.class, args);
  }
}
