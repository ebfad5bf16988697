package io.github.retrystarter.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The packaged shop, built ahead of time and started so. Only with the profile {@code aot}. */
@Timeout(180)
class AheadOfTimeIT {

  private static final Path JAR = Path.of(System.getProperty("shop.jar"));

  private final HttpClient http = HttpClient.newHttpClient();

  @Test
  void theProxyClassesAreInTheJar() throws IOException {
    try (JarFile jar = new JarFile(JAR.toFile())) {
      for (String service :
          List.of("OrderService", "PaymentCallbackService", "LogisticsService", "StockService")) {
        String name =
            "BOOT-INF/classes/io/github/retrystarter/sample/shop/%s$$SpringCGLIB$$0.class"
                .formatted(service);
        assertThat(jar.getEntry(name)).as(name).isNotNull();
      }
    }
  }

  @Test
  void theShopStartsAndRetries() throws Exception {
    int port = freePort();
    int gateway = freePort();
    Process shop =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dspring.aot.enabled=true",
                "-jar",
                JAR.toString(),
                "--server.address=127.0.0.1",
                "--server.port=" + port,
                "--shop.gateway.port=" + gateway)
            .redirectErrorStream(true)
            .start();
    try {
      assertThat(untilStarted(shop)).contains("Starting AOT-processed SampleShop");
      send("PUT", gateway, "/behaviour?fail=2&of=3", "");
      assertThat(send("POST", port, "/orders", "{\"item\": \"tea\", \"cents\": 450}"))
          .contains("\"status\":\"RESERVED\"");
      assertThat(send("GET", port, "/actuator/retry/methods/OrderService.place", ""))
          .contains("\"calls\":{\"success_after_retry\":1},\"attempts\":3");
    } finally {
      shop.destroy();
      shop.waitFor();
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** What it has written by then; all of it where it ends instead. */
  private static String untilStarted(Process shop) throws IOException {
    StringBuilder output = new StringBuilder();
    BufferedReader reader = shop.inputReader();
    String line = reader.readLine();
    while (line != null && !line.contains("Started SampleShop")) {
      output.append(line).append('\n');
      line = reader.readLine();
    }
    assertThat(line).as(output.toString()).isNotNull();
    return output.toString();
  }

  private String send(String method, int port, String path, String body) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body))
            .build();
    return http.send(request, BodyHandlers.ofString()).body();
  }
}
