package io.github.retrystarter.autoconfigure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A row of the table. In its file a row begins with {@code === title}, a part of it with {@code >>>
 * name}; line 1 of {@code application.yml} is the line below that.
 *
 * @param title what it shows
 * @param parts by name
 */
record BadConfiguration(String title, Map<String, String> parts) {

  private static final Path TABLE = Path.of("src/test/resources/bad-configurations");

  String yml() {
    return parts.getOrDefault("application.yml", "");
  }

  String told() {
    return parts.getOrDefault("told", "");
  }

  List<String> lines(String part) {
    return parts.getOrDefault(part, "").lines().filter(line -> !line.isBlank()).toList();
  }

  Map<String, Object> pairs(String part) {
    Map<String, Object> pairs = new LinkedHashMap<>();
    for (String line : lines(part)) {
      String[] pair = line.split("=", 2);
      pairs.put(pair[0], pair[1]);
    }
    return pairs;
  }

  static List<BadConfiguration> all() throws IOException {
    try (Stream<Path> files = Files.list(TABLE)) {
      return files.sorted().flatMap(file -> read(file).stream()).toList();
    }
  }

  private static List<BadConfiguration> read(Path file) {
    List<BadConfiguration> rows = new ArrayList<>();
    Map<String, String> parts = new LinkedHashMap<>();
    String part = "";
    try {
      for (String line : Files.readAllLines(file)) {
        if (line.startsWith("=== ")) {
          parts = new LinkedHashMap<>();
          rows.add(new BadConfiguration(line.substring(4), parts));
        } else if (line.startsWith(">>> ")) {
          part = line.substring(4);
          parts.put(part, "");
        } else {
          parts.merge(part, line + "\n", String::concat);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    // The empty line between two rows belongs to neither.
    rows.forEach(row -> row.parts().replaceAll((name, text) -> text.stripTrailing() + "\n"));
    return rows;
  }

  @Override
  public String toString() {
    return title;
  }
}
