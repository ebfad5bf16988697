package io.github.retrystarter;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.retrystarter.event.Outcome;
import io.github.retrystarter.policy.BreakerKey;
import io.github.retrystarter.policy.BudgetKey;
import io.github.retrystarter.policy.Key;
import io.github.retrystarter.policy.PolicyKey;
import io.github.retrystarter.policy.Setting;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The README's tables say what the code says. */
class ReadmeTest {

  private static String readme() throws Exception {
    return Files.readString(Path.of("..", "README.md"));
  }

  @Test
  void everyKeyIsThereWithItsDefaultAndWhatIsLegal() throws Exception {
    List<String> rows = readme().lines().filter(line -> line.startsWith("| `")).toList();
    List<Key> keys = new ArrayList<>(List.of(PolicyKey.values()));
    keys.addAll(List.of(BreakerKey.values()));
    keys.addAll(List.of(BudgetKey.values()));
    for (Key key : keys) {
      String start = "| `%s` | %s | %s |".formatted(key.key(), defaultOf(key), key.legal());
      assertThat(rows).as(start).anyMatch(row -> row.startsWith(start));
    }
  }

  private static String defaultOf(Key key) {
    if (key == PolicyKey.BUDGET) {
      return "as the policy";
    }
    if (key == PolicyKey.INCREMENT) {
      return "as `delay`";
    }
    String text = Setting.builtIn(key.builtIn(), "built-in").text();
    return text.isEmpty() ? "–" : text;
  }

  /** The README's sample of an error is one that a test starts an application for. */
  @Test
  void theErrorIsOneThatBootPrints() throws Exception {
    String readme = readme();
    String error =
        readme.substring(readme.indexOf("Description:"), readme.indexOf("```\n\n## Failures"));
    Path rows = Path.of("src/test/resources/bad-configurations/1-unknown-keys.txt");
    assertThat(Files.readString(rows)).contains(error.strip());
  }

  /** The README's sample of a test is one that runs. */
  @Test
  void theTestOfRetriesIsOneThatRuns() throws Exception {
    String test =
        Files.readString(
            Path.of("src/test/java/io/github/retrystarter/test/example/PaymentsTest.java"));
    assertThat(readme())
        .contains("```java\n" + test.substring(test.indexOf("@SpringBootTest(")) + "```\n");
  }

  @Test
  void theOutcomesThatCanHappenAreNamed() throws Exception {
    String readme = readme();
    for (Outcome outcome :
        List.of(
            Outcome.SUCCESS,
            Outcome.SUCCESS_AFTER_RETRY,
            Outcome.EXHAUSTED,
            Outcome.PERMANENT,
            Outcome.TIMEOUT,
            Outcome.RETRY_AFTER,
            Outcome.NOT_IDEMPOTENT,
            Outcome.TRANSACTION_ROLLED_BACK,
            Outcome.INTERRUPTED,
            Outcome.SHUTDOWN)) {
      assertThat(readme).contains("`" + outcome.tag() + "`");
    }
  }
}
