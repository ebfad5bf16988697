package io.github.retrystarter.failure.real;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.retrystarter.engine.Trial;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Trouble made for real on the loopback address, for each HTTP client: what the failure is taken
 * for, how often the engine calls, and what the server sees of it.
 */
class HttpFailuresIT {

  /** Side by side, because most of the time goes by with waiting for what does not come. */
  private static final ExecutorService THREADS = Executors.newFixedThreadPool(4);

  private static final Map<Case, Future<Result>> RESULTS = new LinkedHashMap<>();

  /** Shared, because some have threads of their own. */
  private static final Map<Case.Setting, Client> CLIENTS = new ConcurrentHashMap<>();

  private record Result(Trial trial, Expected outcome) {

    boolean fits(Case given) {
      return given.expected().contains(outcome) && trial.kinds().stream().allMatch(given::allows);
    }
  }

  @BeforeAll
  static void play() throws IOException {
    for (Case each : Case.all()) {
      RESULTS.put(each, THREADS.submit(() -> playUntilItSaysSomething(each)));
    }
  }

  @AfterAll
  static void closeTheClients() throws IOException {
    THREADS.shutdownNow();
    for (Client client : CLIENTS.values()) {
      client.close();
    }
  }

  static Set<Case> cases() {
    return RESULTS.keySet();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void aFailureIsKnown(Case given) throws Exception {
    Result result = RESULTS.get(given).get();
    assertThat(result.outcome()).as("%s", Chain.of(result.trial().thrown())).isIn(given.expected());
    assertThat(result.trial().kinds()).allMatch(given::allows);
  }

  /** A limit that was over before the server came that far says nothing: with longer ones, then. */
  private static Result playUntilItSaysSomething(Case given) throws Exception {
    Limits limits = given.scene().limits();
    Result result = play(given, limits);
    while (!result.fits(given) && given.scene().stalls() && limits.isShort()) {
      limits = limits.twice();
      result = play(given, limits);
    }
    return result;
  }

  private static Result play(Case given, Limits limits) throws Exception {
    boolean cut = given.isCut();
    Client client = client(given.client(), cut ? limits.read(Limits.LONG) : limits);
    try (Scene.Opened scene = given.scene().open();
        Occupied occupied = Occupied.in(given.scene(), scene, client)) {
      Callable<String> work = () -> client.get(scene.uri());
      Trial trial = cut ? Trial.cut(limits.read(), work) : Trial.of(work);
      int others = occupied.requests();
      int seen = scene.await(given.seen() + others) - others;
      return new Result(trial, Expected.from(trial, seen));
    }
  }

  private static Client client(ClientKind kind, Limits limits) {
    return CLIENTS.computeIfAbsent(new Case.Setting(kind, limits), Case.Setting::open);
  }
}
