package io.github.retrystarter.failure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.retrystarter.AttemptTimeoutException;
import io.github.retrystarter.Failure;
import io.github.retrystarter.Failure.Executed;
import io.github.retrystarter.Failure.Verdict;
import io.github.retrystarter.FailureClassifier;
import io.github.retrystarter.support.CapturedLog;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.UndeclaredThrowableException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.URI;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileLockInterruptionException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ClassificationTest {

  private final Classification classification =
      new Classification(List.of(), InstantSource.system());

  /** An exception whose cause can be set to anything, as only a library with a bug would. */
  private static final class Link extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private transient @Nullable Throwable next;

    private Link(String name) {
      super(name);
    }

    @Override
    public synchronized @Nullable Throwable getCause() {
      return next;
    }
  }

  private static final class OwnFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  @AfterEach
  void clearTheInterruptFlag() {
    Thread.interrupted();
  }

  // What the table knows.

  @Test
  void filesThatAreNotThereFail(@TempDir Path folder) {
    Path missing = folder.resolve("missing");
    for (ThrowingCallable open :
        List.<ThrowingCallable>of(
            () -> new FileInputStream(missing.toFile()).close(),
            () -> Files.readString(missing),
            () -> Files.createDirectory(folder),
            () -> Files.size(missing))) {
      assertThat(made(open)).isEqualTo(fail("file", Executed.NO));
    }
    // Made by hand: the user who runs the tests may be allowed everything.
    assertThat(classification.classify(new AccessDeniedException("/secret")))
        .isEqualTo(fail("file", Executed.NO));
  }

  static Stream<ThrowingCallable> bugs() {
    return Stream.of(
        () -> Objects.requireNonNull(null),
        () -> Integer.parseInt("one"),
        () -> Integer.class.cast("one"),
        () -> List.of().remove("a"),
        () -> List.of("a").get(1),
        () -> "a".charAt(1),
        () -> new ArrayList<>(-1),
        () -> URI.create("::"));
  }

  @ParameterizedTest
  @MethodSource("bugs")
  void bugsFail(ThrowingCallable bug) {
    assertThat(made(bug)).isEqualTo(fail("programming", Executed.MAYBE));
  }

  @Test
  void anIllegalStateIsUnclassifiedForMuchThatIsTransientComesAsOne() {
    assertThat(made(() -> new ArrayList<>().iterator().remove())).isEqualTo(unknown());
    assertThat(classification.classify(new IllegalStateException("not ready")))
        .isEqualTo(unknown());
  }

  @Test
  void errorsFail() {
    assertThat(classification.classify(new OutOfMemoryError()))
        .isEqualTo(fail("error", Executed.MAYBE));
    assertThat(classification.classify(new AssertionError()))
        .isEqualTo(fail("error", Executed.MAYBE));
  }

  @Test
  void interruptionsFail() {
    Thread.currentThread().interrupt();
    assertThat(made(() -> new CompletableFuture<>().get()))
        .isEqualTo(fail("interrupted", Executed.MAYBE));
    for (Exception each :
        List.of(
            new ClosedByInterruptException(),
            new FileLockInterruptionException(),
            new InterruptedIOException(),
            new InterruptedIOException("interrupted"))) {
      assertThat(classification.classify(each)).isEqualTo(fail("interrupted", Executed.MAYBE));
    }
  }

  @Test
  void timeLimitsOfOtherLibrariesAreReadTimeouts() {
    assertThat(made(() -> new CompletableFuture<>().get(1, TimeUnit.NANOSECONDS)))
        .isEqualTo(retry("read_timeout", Executed.MAYBE));
    assertThat(classification.classify(new InterruptedIOException("timeout")))
        .isEqualTo(retry("read_timeout", Executed.MAYBE));
  }

  @Test
  void anAttemptThatWasCutIsAnAttemptTimeout() {
    assertThat(
            classification.classify(
                new AttemptTimeoutException(
                    "cut", Duration.ofSeconds(1), new IllegalArgumentException())))
        .isEqualTo(retry("attempt_timeout", Executed.MAYBE));
  }

  @Test
  void anEndOfStreamIsIo() {
    DataInputStream empty = new DataInputStream(new ByteArrayInputStream(new byte[0]));
    assertThat(made(empty::readInt)).isEqualTo(retry("io", Executed.MAYBE));
  }

  /** Made by hand: they need a network that is broken in a special way. */
  @Test
  void whatTheSystemSaysOfConnectionsIsRead() {
    assertThat(classification.classify(new NoRouteToHostException("No route to host")))
        .isEqualTo(retry("connection_refused", Executed.NO));
    assertThat(classification.classify(new ConnectException("Connection timed out")))
        .isEqualTo(retry("connect_timeout", Executed.NO));
    assertThat(classification.classify(new SocketException("Broken pipe")))
        .isEqualTo(retry("connection_reset", Executed.MAYBE));
    assertThat(classification.classify(new SocketException("Connection timed out")))
        .isEqualTo(retry("io", Executed.MAYBE));
  }

  @Test
  void whatNobodyKnowsIsUnclassified() {
    assertThat(classification.classify(new OwnFailure())).isEqualTo(unknown());
    assertThat(classification.classify(new RuntimeException(new Exception()))).isEqualTo(unknown());
  }

  // Along the cause chain.

  static Stream<Arguments> wrappers() {
    IOException broken = new SocketException("Connection reset");
    return Stream.of(
            new CompletionException(broken),
            new ExecutionException(broken),
            new UndeclaredThrowableException(broken),
            new InvocationTargetException(broken),
            new UncheckedIOException(broken),
            new RuntimeException(broken),
            new IllegalStateException(broken),
            new IOException(broken),
            new IOException(new IOException(broken)),
            new ExecutionException(new CompletionException(new UncheckedIOException(broken))))
        .map(Arguments::of);
  }

  @ParameterizedTest
  @MethodSource("wrappers")
  void wrappersLeaveItToTheirCause(Exception wrapper) {
    assertThat(classification.classify(wrapper))
        .isEqualTo(retry("connection_reset", Executed.MAYBE));
  }

  @Test
  void theOutermostKnownExceptionDecides() {
    assertThat(classification.classify(new IllegalArgumentException(new ConnectException())))
        .isEqualTo(fail("programming", Executed.MAYBE));
    assertThat(
            classification.classify(
                new RuntimeException(new ConnectException().initCause(new TimeoutException()))))
        .isEqualTo(retry("connection_refused", Executed.NO));
    assertThat(classification.classify(new IOException(new NullPointerException())))
        .isEqualTo(retry("io", Executed.MAYBE));
  }

  static Stream<Arguments> rings() {
    return Stream.of(0, 1, 2, 3, 4, 5, 6)
        .flatMap(tail -> Stream.of(1, 2, 3, 4, 5).map(ring -> Arguments.of(tail, ring)));
  }

  @ParameterizedTest(name = "tail {0}, ring {1}")
  @MethodSource("rings")
  void aCyclicChainIsSeenWholeAndEnds(int tail, int ring) {
    List<Link> chain = new ArrayList<>();
    for (int i = 0; i < tail + ring; i++) {
      chain.add(new Link("link " + i));
    }
    for (int i = 0; i < chain.size(); i++) {
      chain.get(i).next = i + 1 < chain.size() ? chain.get(i + 1) : chain.get(tail);
    }
    Set<Throwable> seen = new HashSet<>();
    Classification asking = asking(List.of(noting(seen)));
    assertThat(asking.classify(chain.get(0))).isEqualTo(unknown());
    assertThat(seen).containsExactlyInAnyOrderElementsOf(chain);
  }

  private static FailureClassifier noting(Set<Throwable> seen) {
    return failure -> {
      seen.add(failure);
      return null;
    };
  }

  @Test
  void aFailureInsideARingIsFound() {
    IOException inside = new SocketException("Connection reset");
    Link outer = new Link("outer");
    outer.next = inside;
    inside.initCause(outer);
    assertThat(classification.classify(outer)).isEqualTo(retry("connection_reset", Executed.MAYBE));
  }

  // The user's classifiers.

  @Test
  void classifiersAreAskedBeforeTheTable() {
    Classification asking = asking(List.of(knowing(IOException.class, "shop_busy")));
    assertThat(asking.classify(new SocketException("Connection reset")))
        .isEqualTo(Failure.retry("shop_busy"));
    assertThat(asking.classify(new IllegalArgumentException(new IOException())))
        .isEqualTo(Failure.retry("shop_busy"));
    assertThat(asking.classify(new IllegalArgumentException()))
        .isEqualTo(fail("programming", Executed.MAYBE));
  }

  @Test
  void classifiersAreAskedInOrderForEachExceptionFromTheOutsideIn() {
    List<String> asked = new ArrayList<>();
    FailureClassifier first =
        failure -> {
          asked.add("first " + failure.getMessage());
          return null;
        };
    FailureClassifier second =
        failure -> {
          asked.add("second " + failure.getMessage());
          return "middle".equals(failure.getMessage()) ? Failure.fail("custom") : null;
        };
    Exception chain = new Exception("outer", new Exception("middle", new Exception("inner")));
    assertThat(asking(List.of(first, second)).classify(chain)).isEqualTo(Failure.fail("custom"));
    assertThat(asked)
        .containsExactly("first outer", "second outer", "first middle", "second middle");
  }

  @Test
  void aKindThatWasNotNamedShowsAsCustom() {
    Failure surprise = new Failure("surprise", Verdict.RETRY, Executed.NO, Duration.ofSeconds(2));
    assertThat(asking(List.of(failure -> surprise)).classify(new Exception()))
        .isEqualTo(new Failure("custom", Verdict.RETRY, Executed.NO, Duration.ofSeconds(2)));
  }

  @Test
  void aBuiltInKindNeedNotBeNamed() {
    assertThat(asking(List.of(failure -> Failure.fail("tls"))).classify(new Exception()))
        .isEqualTo(Failure.fail("tls"));
  }

  @Test
  void theKindsThatWereNamedCanBeUsedInConfiguration() {
    assertThat(asking(List.of(knowing(IOException.class, "shop_busy"))).kinds())
        .contains("shop_busy", "io", "custom", "unclassified");
  }

  @Test
  void aKindNamedAsAnAttemptThatDidNotFailShowsAsCustom() {
    for (String reserved : List.of("success", "result")) {
      Classification asking = asking(List.of(knowing(IOException.class, reserved)));
      assertThat(asking.kinds()).doesNotContain(reserved);
      assertThat(asking.classify(new IOException())).isEqualTo(Failure.retry("custom"));
    }
  }

  @Test
  void aClassifierThatThrowsKnowsNothingAndIsLoggedOnce() {
    IllegalStateException bug = new IllegalStateException("no idea");
    FailureClassifier broken = new Broken(bug);
    Classification asking = asking(List.of(broken, knowing(TimeoutException.class, "shop_busy")));
    try (CapturedLog log = new CapturedLog(Classification.class)) {
      assertThat(asking.classify(new TimeoutException())).isEqualTo(Failure.retry("shop_busy"));
      assertThat(asking.classify(new ConnectException()))
          .isEqualTo(retry("connection_refused", Executed.NO));
      assertThat(log.lines())
          .containsExactly(
              new CapturedLog.Line(
                  "WARN io.github.retrystarter.failure.ClassificationTest$Broken threw; it is taken"
                      + " to know nothing of such failures (told once)",
                  bug));
    }
  }

  private record Broken(RuntimeException bug) implements FailureClassifier {
    @Override
    public @Nullable Failure classify(Throwable failure) {
      throw bug;
    }
  }

  private static FailureClassifier knowing(Class<?> type, String kind) {
    return new FailureClassifier() {
      @Override
      public @Nullable Failure classify(Throwable failure) {
        return type.isInstance(failure) ? Failure.retry(kind) : null;
      }

      @Override
      public Set<String> kinds() {
        return Set.of(kind);
      }
    };
  }

  private Failure made(ThrowingCallable work) {
    Throwable thrown = catchThrowable(work);
    assertThat(thrown).isNotNull();
    return classification.classify(thrown);
  }

  private static Failure retry(String kind, Executed executed) {
    return new Failure(kind, Verdict.RETRY, executed, null);
  }

  private static Failure fail(String kind, Executed executed) {
    return new Failure(kind, Verdict.FAIL, executed, null);
  }

  private static Failure unknown() {
    return new Failure("unclassified", Verdict.UNKNOWN, Executed.MAYBE, null);
  }

  private static Classification asking(List<FailureClassifier> classifiers) {
    return new Classification(classifiers, InstantSource.system());
  }
}
