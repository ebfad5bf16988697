package io.github.retrystarter.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ApplicationContext;

/** Asks a server over a bare socket: a client would refuse to send some of the headers. */
final class Ask {

  /** What came back. */
  record Answer(int status, List<String> headers, String body) {

    /** A header's values. */
    List<String> header(String name) {
      String prefix = name.toLowerCase(Locale.ROOT) + ": ";
      return headers.stream()
          .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(prefix))
          .map(line -> line.substring(prefix.length()))
          .toList();
    }
  }

  private Ask() {}

  /** Of an application's server. */
  static int port(ApplicationContext application) {
    return Objects.requireNonNull(((WebServerApplicationContext) application).getWebServer())
        .getPort();
  }

  /** GETs a path with these header lines, in UTF-8. */
  static Answer get(int port, String path, String... headers) {
    List<String> lines = new ArrayList<>(List.of("GET " + path + " HTTP/1.1", "Host: localhost"));
    lines.addAll(List.of(headers));
    lines.add("Connection: close");
    String request = String.join("\r\n", lines) + "\r\n\r\n";
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      ByteArrayOutputStream all = new ByteArrayOutputStream();
      socket.getInputStream().transferTo(all);
      return read(all.toString(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Answer read(String text) {
    int end = text.indexOf("\r\n\r\n");
    List<String> lines = List.of(text.substring(0, end).split("\r\n", -1));
    return new Answer(
        Integer.parseInt(lines.get(0).split(" ", 3)[1]),
        lines.subList(1, lines.size()),
        text.substring(end + 4));
  }
}
