package io.github.retrystarter.failure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.retrystarter.support.CapturedLog;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The rows of all libraries together. */
class BuiltInRowsTest {

  /** An earlier row of a supertype would make it dead. */
  @Test
  void noRowIsHiddenByAnEarlierOne() {
    List<Row> rows = Libraries.rows(InstantSource.system());
    for (int later = 0; later < rows.size(); later++) {
      Class<?> type = rows.get(later).type();
      assertThat(rows.subList(0, later))
          .as(type.getName())
          .noneMatch(earlier -> earlier.type().isAssignableFrom(type));
    }
  }

  /** All of them are on the tests' class path: one that is missing here is written wrong. */
  @Test
  void everyLibraryIsFound() {
    assertThat(Libraries.types()).allMatch(Libraries::isPresent);
    try (CapturedLog log = new CapturedLog(Libraries.class)) {
      assertThat(Libraries.rows(InstantSource.system()))
          .hasSizeGreaterThan(Libraries.types().size());
      assertThat(log.lines()).isEmpty();
    }
  }
}
