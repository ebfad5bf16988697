package io.github.retrystarter.logging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What {@link LoggingApp} really prints, in a JVM of its own, with Boot's structured logging. */
class StructuredLogIT {

  private static final String LOGGER = "io.github.retrystarter.logging.CallLog";

  /** Takes no key twice, and no text that spreads over lines. */
  private static final JsonMapper STRICT =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
          .disable(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS)
          .build();

  @ParameterizedTest
  @ValueSource(strings = {"logstash", "ecs"})
  void eachRetryIsOneLineOfJsonWithItsKeysAndTheTrace(String format) throws Exception {
    List<String> printed = run(format);
    String trace = printed.stream().filter(line -> line.startsWith("trace ")).findFirst().get();
    assertThat(trace).matches("trace [0-9a-f]{32}");
    List<JsonNode> lines = lines(printed);
    assertThat(lines.stream().map(StructuredLogIT::keys))
        .containsExactly(
            "INFO default OrderService.create 1 io 300 0 - -",
            "WARN default OrderService.create 2 io 0 600 exhausted -",
            "INFO default OrderService.cancel 1 io 600 0 - -",
            "INFO default OrderService.cancel 3 io 600 1200 - 1",
            "WARN default OrderService.cancel 4 io 0 2400 exhausted -");
    assertThat(lines)
        .allMatch(line -> trace.equals("trace " + line.path("traceId").asString()))
        .allMatch(line -> line.path("retry_seq").isInt() && line.path("wait_ms").isInt());
  }

  @ParameterizedTest
  @ValueSource(strings = {"logstash", "ecs", ""})
  void aMessageOfTheRemoteSystemForgesNeitherLinesNorKeys(String format) throws Exception {
    List<String> printed = run(format);
    // Five of the starter, and "trace", and "given up" twice: all else is Boot's.
    assertThat(printed).noneMatch(line -> line.contains("forged") || line.contains("broken"));
    assertThat(printed.stream().filter(line -> line.contains("OrderService"))).hasSize(5);
  }

  @Test
  void theReadmeShowsWhatIsPrinted() throws Exception {
    String readme = Files.readString(Path.of("..", "README.md"));
    assertThat(
            run("").stream()
                .filter(line -> line.contains("OrderService.cancel"))
                .map(line -> line.substring(line.indexOf(" : "))))
        .hasSize(3)
        .allSatisfy(line -> assertThat(readme).contains(line));
  }

  private static List<String> run(String format) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                LoggingApp.class.getName(),
                "--spring.main.web-application-type=none",
                "--spring.main.banner-mode=off",
                "--logging.config=classpath:logging/"
                    + (format.isEmpty() ? "plain" : "structured")
                    + ".xml",
                "--logging.structured.format.console=" + format,
                "--retry.defaults.jitter=none",
                "--retry.defaults.backoff=fixed")
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as(output).isZero();
    return output.lines().toList();
  }

  /** Those of the starter, each of which is a whole document. */
  private static List<JsonNode> lines(List<String> printed) {
    return printed.stream()
        .filter(line -> line.startsWith("{"))
        .map(STRICT::readTree)
        .filter(line -> logger(line).equals(LOGGER))
        .toList();
  }

  private static String logger(JsonNode line) {
    return line.path("logger_name").asString(line.path("log").path("logger").asString(""));
  }

  private static String keys(JsonNode line) {
    String level = line.path("level").asString(line.path("log").path("level").asString(""));
    return Stream.concat(
            Stream.of(level),
            Stream.of(
                    "policy",
                    "method",
                    "retry_seq",
                    "cause",
                    "wait_ms",
                    "elapsed_ms",
                    "outcome",
                    "suppressed")
                .map(key -> line.path(key).asString("-")))
        .reduce((all, each) -> all + " " + each)
        .get();
  }
}
