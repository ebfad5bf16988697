package io.github.retrystarter.failure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FailureMatcherTest {

  @Test
  void aFailureIsListedByItsTypeAndByASupertype() {
    assertThat(types(IOException.class).lists(new IOException(), "io")).isTrue();
    assertThat(types(IOException.class).lists(new FileNotFoundException(), "file")).isTrue();
    assertThat(types(FileNotFoundException.class).lists(new IOException(), "io")).isFalse();
  }

  @Test
  void aFailureIsListedByTheTypeOfAnyOfItsCauses() {
    Exception chain = new RuntimeException(new IllegalStateException(new IOException()));
    assertThat(types(IOException.class).lists(chain, "io")).isTrue();
    assertThat(types(IOException.class).includes(chain, "io")).isTrue();
    assertThat(types(FileNotFoundException.class).includes(chain, "io")).isFalse();
  }

  @Test
  void aFailureIsListedByItsKind() {
    assertThat(kinds("io", "tls").lists(new Exception(), "tls")).isTrue();
    assertThat(kinds("io", "tls").includes(new Exception(), "tls")).isTrue();
    assertThat(kinds("io", "tls").lists(new IOException(), "connection_reset")).isFalse();
    assertThat(kinds("io", "tls").includes(new IOException(), "connection_reset")).isFalse();
  }

  @Test
  void anEmptyOneListsNothing() {
    assertThat(FailureMatcher.NONE.isEmpty()).isTrue();
    assertThat(FailureMatcher.NONE.lists(new Exception(), "io")).isFalse();
    assertThat(FailureMatcher.NONE.includes(new Exception(), "io")).isFalse();
    assertThat(types(Exception.class).isEmpty()).isFalse();
    assertThat(kinds("io").isEmpty()).isFalse();
  }

  @Test
  void anErrorIsIncludedByThrowableErrorItsOwnTypeAndItsKind() {
    Error error = new StackOverflowError();
    assertThat(types(Throwable.class).includes(error, "error")).isTrue();
    assertThat(types(Error.class).includes(error, "error")).isTrue();
    assertThat(types(StackOverflowError.class).includes(error, "error")).isTrue();
    assertThat(kinds("error").includes(error, "error")).isTrue();
    assertThat(types(Exception.class).includes(error, "error")).isFalse();
    assertThat(types(OutOfMemoryError.class).includes(error, "error")).isFalse();
  }

  @Test
  void anErrorIsNotIncludedByItsCause() {
    Error error = new AssertionError(new IOException());
    assertThat(types(IOException.class).includes(error, "error")).isFalse();
  }

  @Test
  void anErrorIsExcludedByItsCauseToo() {
    Error error = new AssertionError(new IOException());
    assertThat(types(IOException.class).lists(error, "error")).isTrue();
  }

  @Test
  void anInterruptionIsIncludedByItsOwnTypeAndItsKind() {
    assertThat(includesInterruption(new InterruptedException(), InterruptedException.class))
        .isTrue();
    assertThat(
            includesInterruption(
                new ClosedByInterruptException(), ClosedByInterruptException.class))
        .isTrue();
    assertThat(kinds("interrupted").includes(new InterruptedException(), "interrupted")).isTrue();
  }

  @Test
  void anInterruptionIsIncludedByTheTypeItExtendsIfThatIsOneToo() {
    InterruptedIOException special = new InterruptedIOException() {};
    assertThat(includesInterruption(special, InterruptedIOException.class)).isTrue();
  }

  @Test
  void anInterruptionIsNotIncludedByAGeneralType() {
    InterruptedException interruption = new InterruptedException();
    assertThat(includesInterruption(interruption, Exception.class)).isFalse();
    assertThat(includesInterruption(interruption, Throwable.class)).isFalse();
    assertThat(includesInterruption(new ClosedByInterruptException(), IOException.class)).isFalse();
  }

  @Test
  void aWrappedInterruptionIsIncludedByItsOwnTypeAndNotByTheWrappers() {
    RuntimeException wrapped = new RuntimeException(new InterruptedException());
    assertThat(includesInterruption(wrapped, InterruptedException.class)).isTrue();
    assertThat(includesInterruption(wrapped, RuntimeException.class)).isFalse();
  }

  @Test
  void anInterruptionIsExcludedByAGeneralTypeToo() {
    assertThat(types(Exception.class).lists(new InterruptedException(), "interrupted")).isTrue();
  }

  private static boolean includesInterruption(Throwable failure, Class<?> type) {
    return types(type).includes(failure, "interrupted");
  }

  private static FailureMatcher types(Class<?>... types) {
    return new FailureMatcher(List.of(types), Set.of());
  }

  private static FailureMatcher kinds(String... kinds) {
    return new FailureMatcher(List.of(), Set.of(kinds));
  }
}
