package io.github.retrystarter.http;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** The JDK's own server, at the loopback address: answers as told, and keeps what it was asked. */
final class ScriptedServer implements AutoCloseable {

  /** An answer: its status, and pairs of headers. */
  record Answer(int status, Map<String, String> headers) {}

  private final HttpServer server;
  private final Queue<Answer> answers = new ArrayDeque<>();
  private final List<Map<String, List<String>>> requests = new CopyOnWriteArrayList<>();
  private Answer last = new Answer(200, Map.of());

  ScriptedServer() {
    try {
      server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    server.createContext("/", this::answer);
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  /** Forgets all, and answers with these statuses, then with the last of them for ever. */
  synchronized void answers(int... statuses) {
    requests.clear();
    answers.clear();
    for (int status : statuses) {
      last = new Answer(status, Map.of());
      answers.add(last);
    }
  }

  /** Forgets all, and answers always so. */
  synchronized void answersAlways(int status, Map<String, String> headers) {
    requests.clear();
    answers.clear();
    last = new Answer(status, headers);
  }

  int count() {
    return requests.size();
  }

  /** A request's headers whose names begin with X-, in lower case; all values. */
  Map<String, List<String>> told(int request) {
    Map<String, List<String>> told = new TreeMap<>(requests.get(request));
    told.keySet().removeIf(name -> !name.startsWith("x-"));
    return told;
  }

  /** A request's header; empty where it has none. */
  List<String> header(int request, String name) {
    return requests.get(request).getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      exchange.getRequestBody().readAllBytes();
      Map<String, List<String>> headers = new TreeMap<>();
      exchange
          .getRequestHeaders()
          .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values));
      Answer answer;
      synchronized (this) {
        requests.add(headers);
        answer = answers.isEmpty() ? last : answers.remove();
      }
      answer.headers().forEach(exchange.getResponseHeaders()::set);
      byte[] body = "answer".getBytes(java.nio.charset.StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(answer.status(), body.length);
      exchange.getResponseBody().write(body);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
