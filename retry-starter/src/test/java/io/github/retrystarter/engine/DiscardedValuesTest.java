package io.github.retrystarter.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.retrystarter.RetryEvent;
import io.github.retrystarter.RetryListener;
import io.github.retrystarter.policy.PolicyKey;
import io.github.retrystarter.support.TroubledServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a rejected value holds open is not held during the wait. */
class DiscardedValuesTest {

  private final Rig rig = new Rig().with(PolicyKey.MAX_RETRIES, 2);
  private final List<Body> bodies = new ArrayList<>();
  private final List<List<Boolean>> openInWaits = new ArrayList<>();

  DiscardedValuesTest() {
    rig.listeners.add(
        new RetryListener() {
          @Override
          public void onRetry(RetryEvent event) {
            openInWaits.add(bodies.stream().map(body -> body.open).toList());
          }
        });
  }

  @Test
  void aRejectedStreamIsClosedBeforeTheWaitAndTheLastOneIsReturnedOpen() throws Exception {
    Object last = rejectAll(this::body);
    assertThat(openInWaits).containsExactly(List.of(false), List.of(false, false));
    assertThat(last).isSameAs(bodies.get(2));
    assertThat(bodies.get(2).open).isTrue();
  }

  /** What was closed is no answer. */
  @Test
  void aCallThatEndsInTheWaitDoesNotReturnTheClosedValue() {
    rig.time.beforeWait(Thread.currentThread()::interrupt);
    assertThatThrownBy(() -> rejectAll(this::body))
        .isInstanceOf(CancellationException.class)
        .hasMessage(
            "Test.call returned a value that asked for a retry, and that was closed before the"
                + " wait; no retry was made: interrupted");
    assertThat(Thread.interrupted()).isTrue();
    assertThat(bodies).hasSize(1);
  }

  @Test
  void soIsTheBodyOfARejectedResponse() throws Exception {
    try (TroubledServer server = TroubledServer.after(DiscardedValuesTest::busy)) {
      HttpRequest request = HttpRequest.newBuilder(server.uri("http")).build();
      List<InputStream> streams = new ArrayList<>();
      rejectAll(
          () -> {
            HttpResponse<InputStream> response =
                HttpClient.newHttpClient().send(request, BodyHandlers.ofInputStream());
            streams.add(response.body());
            return response;
          });
      assertThat(streams).hasSize(3);
      assertThatThrownBy(streams.get(0)::read).hasMessageContaining("closed");
      assertThatThrownBy(streams.get(1)::read).hasMessageContaining("closed");
      assertThat(streams.get(2).read()).isEqualTo('b');
    }
  }

  @Test
  void aStreamOfRowsIsClosed() throws Exception {
    List<String> closed = new ArrayList<>();
    rejectAll(() -> Stream.of("row").onClose(() -> closed.add("closed")));
    assertThat(closed).hasSize(2);
  }

  @Test
  void aValueThatMayBeSharedIsLeftOpen() throws Exception {
    List<String> closed = new ArrayList<>();
    AutoCloseable pool = () -> closed.add("closed");
    rejectAll(() -> pool);
    assertThat(closed).isEmpty();
  }

  @Test
  void aBodyThatCannotBeClosedChangesNothing() throws Exception {
    Object last =
        rejectAll(
            () ->
                Stream.of("row")
                    .onClose(
                        () -> {
                          throw new IllegalStateException("already gone");
                        }));
    assertThat(last).isNotNull();
    assertThat(openInWaits).hasSize(2);
  }

  @Test
  void whatAFutureHoldsIsClosedToo() throws Exception {
    rig.time.hurry();
    Object last =
        rig.retry(value -> true)
            .callAsync(() -> CompletableFuture.<Object>completedFuture(body()))
            .get();
    assertThat(openInWaits).containsExactly(List.of(false), List.of(false, false));
    assertThat(last).isSameAs(bodies.get(2));
    assertThat(bodies.get(2).open).isTrue();
  }

  @Test
  void andWhatAFutureHoldsForWhichTheThreadWaits() throws Throwable {
    CallSite site = rig.site(value -> true);
    Object last = FirstAttempt.call(Hand.AWAITING, site, new Promises(), "subject");
    assertThat(openInWaits).containsExactly(List.of(false), List.of(false, false));
    assertThat(last)
        .isInstanceOfSatisfying(
            CompletableFuture.class, future -> assertThat(future.join()).isSameAs(bodies.get(2)));
    assertThat(bodies.get(2).open).isTrue();
  }

  private final class Promises implements Attempts<String> {
    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // the hand waits for it
    public Object first(String subject) {
      return CompletableFuture.completedFuture(body());
    }

    @Override
    public Object again(String subject) {
      return first(subject);
    }
  }

  private Object rejectAll(Callable<Object> work) throws Exception {
    return rig.retry(value -> true).call(work);
  }

  private static void busy(Socket connection) throws IOException {
    TroubledServer.answer(connection, "HTTP/1.1 503 Busy\r\nContent-Length: 4\r\n\r\nbusy");
  }

  private Body body() {
    Body body = new Body();
    bodies.add(body);
    return body;
  }

  private static final class Body extends ByteArrayInputStream {

    private boolean open = true;

    Body() {
      super(new byte[1]);
    }

    @Override
    public void close() {
      open = false;
    }
  }
}
