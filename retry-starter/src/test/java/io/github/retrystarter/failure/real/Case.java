package io.github.retrystarter.failure.real;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One client in one scene, and what shall come of it: a line of the table, for one client. Several
 * answers are right where a client is not the same in each version, or each time.
 */
record Case(ClientKind client, Scene scene, List<Expected> expected) {

  /** What a client can be shared by. */
  record Setting(ClientKind client, Limits limits) {

    Client open() {
      return client.open(limits);
    }
  }

  private static final String TABLE = "/http-failures/network.txt";

  /** The whole table. Each pair of client and scene stands there once, or is left out by name. */
  static List<Case> all() throws IOException {
    Map<Scene, Set<ClientKind>> missing = new EnumMap<>(Scene.class);
    for (Scene scene : Scene.values()) {
      missing.put(scene, EnumSet.allOf(ClientKind.class));
    }
    List<Case> cases = new ArrayList<>();
    for (String line : lines()) {
      String[] cells = line.split("\\|", -1);
      Scene scene = Scene.valueOf(cells[0].strip());
      for (ClientKind client : clients(cells[1].strip(), missing.get(scene))) {
        if (!missing.get(scene).remove(client)) {
          throw new IllegalArgumentException(client + " twice: " + line);
        }
        if (!cells[2].isBlank()) {
          cases.add(new Case(client, scene, expected(cells)));
        }
      }
    }
    missing.values().removeIf(Set::isEmpty);
    if (!missing.isEmpty()) {
      throw new IllegalArgumentException("not in the table: " + missing);
    }
    return cases;
  }

  private static List<Expected> expected(String[] cells) {
    return Expected.parse(cells[2], cells[3], cells[4]);
  }

  /** The clients' names, or "others" for those that were not named yet. */
  private static List<ClientKind> clients(String names, Set<ClientKind> missing) {
    return names.equals("others")
        ? List.copyOf(missing)
        : Arrays.stream(names.split(" +")).map(ClientKind::valueOf).toList();
  }

  private static List<String> lines() throws IOException {
    try (InputStream table = Case.class.getResourceAsStream(TABLE)) {
      Stream<String> lines = new String(table.readAllBytes(), UTF_8).lines();
      return lines.filter(line -> !line.isBlank() && !line.startsWith("#")).toList();
    }
  }

  /** How many the server sees at least, whichever of the answers it is. */
  int seen() {
    return expected.stream().mapToInt(Expected::seen).min().orElseThrow();
  }

  /** Whether an attempt's failure may be taken for that. */
  boolean allows(String kind) {
    return expected.stream().anyMatch(each -> each.kind().equals(kind));
  }

  boolean isCut() {
    return expected.stream().anyMatch(Expected::isCut);
  }

  private String answer() {
    return expected.stream().map(Expected::toString).collect(Collectors.joining(", or "));
  }

  @Override
  public String toString() {
    return "%s, when %s, gives %s".formatted(client.title(), scene.words(), answer());
  }
}
