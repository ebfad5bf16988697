package io.github.retrystarter.failure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.retrystarter.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The README's table of kinds says what the code says. */
class ReadmeKindsTest {

  private static final Pattern KIND = Pattern.compile("`([a-z0-9_]+)`");

  /** A row's cells. */
  private record Claim(String kinds, String verdict, String executed) {}

  @Test
  void everyKindStandsInExactlyOneRow() throws IOException {
    List<String> named = new ArrayList<>();
    for (Claim claim : claims()) {
      named.addAll(kinds(claim));
    }
    TreeSet<String> all = new TreeSet<>(Kinds.BUILT_IN);
    all.remove(Kinds.CUSTOM);
    assertThat(named)
        .containsAll(withoutStatuses(all))
        .doesNotHaveDuplicates()
        .allMatch(kind -> all.contains(kind) || kind.matches("http_[45]xx"));
  }

  @Test
  void verdictAndExecutionAreThoseOfTheCode() throws IOException {
    Map<String, Claim> byKind = new LinkedHashMap<>();
    claims().forEach(claim -> kinds(claim).forEach(kind -> byKind.put(kind, claim)));
    failures()
        .forEach(
            failure -> {
              String kind = failure.kind();
              String group = kind.startsWith("http_") ? kind.substring(0, 6) + "xx" : kind;
              Claim claim =
                  Objects.requireNonNull(byKind.getOrDefault(kind, byKind.get(group)), kind);
              assertThat(claim.verdict()).as(kind).isEqualTo(lower(failure.verdict()));
              assertThat(claim.executed().replaceAll(";.*", ""))
                  .as(kind)
                  .isEqualTo(lower(failure.executed()));
            });
  }

  /** The cells behind a semicolon: where the same kind is known not to have been executed. */
  @Test
  void theExceptionsFromTheRuleAreThoseOfTheCode() throws IOException {
    List<String> conditional = new ArrayList<>();
    claims().stream()
        .filter(claim -> claim.executed().contains("; no "))
        .forEach(claim -> conditional.addAll(kinds(claim)));
    assertThat(conditional).containsExactly("http_503", "db_connection", "grpc_unavailable");
    assertThat(HttpStatus.failure(503, new ServerWish(Duration.ZERO, true)))
        .isEqualTo(
            new Failure("http_503", Failure.Verdict.RETRY, Failure.Executed.NO, Duration.ZERO));
  }

  private static Stream<Failure> failures() {
    return Stream.of(
            Arrays.stream(Kind.values()).map(Kind::failure),
            HttpStatus.all(),
            Arrays.stream(GrpcStatus.values()).map(GrpcStatus::failure))
        .flatMap(each -> each);
  }

  private static List<String> withoutStatuses(Set<String> kinds) {
    return kinds.stream().filter(kind -> !kind.startsWith("http_")).toList();
  }

  private static List<Claim> claims() throws IOException {
    String readme = Files.readString(Path.of("..", "README.md"));
    int start = readme.indexOf("| kind | from | verdict | executed |");
    String table = readme.substring(start, readme.indexOf("\n\n", start));
    return table
        .lines()
        .skip(2)
        .map(row -> row.split("\\|", -1))
        .map(cells -> new Claim(cells[1], cells[3].strip(), cells[4].strip()))
        .toList();
  }

  private static List<String> kinds(Claim claim) {
    Matcher matcher = KIND.matcher(claim.kinds());
    List<String> kinds = new ArrayList<>();
    while (matcher.find()) {
      kinds.add(matcher.group(1));
    }
    return kinds;
  }

  private static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
