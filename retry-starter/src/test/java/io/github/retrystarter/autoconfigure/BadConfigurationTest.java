package io.github.retrystarter.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The table is {@code src/test/resources/bad-configurations}: what a user wrote, and the whole text
 * that the failed start prints.
 */
class BadConfigurationTest {

  @TempDir Path directory;

  static Stream<BadConfiguration> rows() throws IOException {
    return BadConfiguration.all().stream();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rows")
  void stopsTheStartWithTheWholeText(BadConfiguration row) throws IOException {
    assertThat(told(row)).as(row.title()).isEqualTo(row.told());
  }

  @Test
  void theTableHasAtLeastFortyRowsAndNoneTwice() throws IOException {
    assertThat(BadConfiguration.all())
        .hasSizeGreaterThanOrEqualTo(40)
        .extracting(BadConfiguration::title)
        .doesNotHaveDuplicates();
  }

  private String told(BadConfiguration row) throws IOException {
    Path yml = Files.writeString(directory.resolve("application.yml"), row.yml());
    TestApplication application =
        new TestApplication()
            .environment(row.pairs("environment variables"))
            .systemProperties(row.pairs("system properties"))
            .arguments(row.lines("arguments").toArray(String[]::new));
    row.lines("beans").forEach(line -> add(line, application));
    return application.told(yml);
  }

  /** {@code Orders} or {@code Orders, lazy}. */
  private static void add(String line, TestApplication application) {
    String[] parts = line.split(", ", 2);
    String name = parts[0].substring(0, 1).toLowerCase(Locale.ROOT) + parts[0].substring(1);
    application.bean(name, BadBeans.named(parts[0]), parts.length == 2 ? parts[1] : "");
  }
}
