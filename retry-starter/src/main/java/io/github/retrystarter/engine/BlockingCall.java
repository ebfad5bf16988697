package io.github.retrystarter.engine;

import io.github.retrystarter.AttemptTimeoutException;
import io.github.retrystarter.Failure;
import io.github.retrystarter.Failure.Executed;
import io.github.retrystarter.Failure.Verdict;
import io.github.retrystarter.event.AttemptSeries;
import io.github.retrystarter.event.Outcome;
import io.github.retrystarter.failure.Kinds;
import io.github.retrystarter.policy.Policy;
import io.github.retrystarter.time.Time;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One call off the success path: attempt, decide, wait, again. Used by one thread, once. */
final class BlockingCall<S> {

  /** A rejected value is no failure; whoever asks for the retry has looked at it. */
  private static final Failure REJECTED =
      new Failure(Kinds.RESULT, Verdict.RETRY, Executed.NO, null);

  private final Call call;
  private final Attempts<S> attempts;
  private final S subject;
  private final Engine engine;
  private final Ending ending;

  /** Whether the last attempt was cut, by whatever limit. */
  private boolean cut;

  /** Whether it was cut by the whole call's timeout. */
  private boolean timedOut;

  BlockingCall(Call call, Attempts<S> attempts, S subject) {
    this.call = call;
    this.attempts = attempts;
    this.subject = subject;
    this.engine = call.site().engine();
    this.ending = new Ending(call);
  }

  /** Runs the call from its first attempt. */
  @Nullable Object run() throws Throwable {
    Object value;
    try {
      value = attempt();
    } catch (Throwable failure) {
      return afterFailure(failure);
    }
    return afterReturn(value);
  }

  /** Goes on after a first attempt that failed. */
  @Nullable Object afterFailure(Throwable failure) throws Throwable {
    return goOn(failure, null);
  }

  /** Goes on after a first attempt whose value was rejected. */
  @Nullable Object afterValue(@Nullable Object value) throws Throwable {
    return goOn(null, value);
  }

  private @Nullable Object afterReturn(@Nullable Object value) throws Throwable {
    if (call.site().rejects(value)) {
      return goOn(null, value);
    }
    ending.succeeded();
    return value;
  }

  private @Nullable Object goOn(@Nullable Throwable thrown, @Nullable Object returned)
      throws Throwable {
    Throwable failure = thrown;
    Object value = returned;
    while (true) {
      Outcome end = next(failure, value);
      if (end != null) {
        return giveUp(end, failure, value);
      }
      try {
        value = attempt();
        failure = null;
      } catch (Throwable next) {
        failure = next;
        value = null;
      }
      if (failure == null && !call.site().rejects(value)) {
        call.site().stats().attempted(call.attempt(), AttemptSeries.SUCCESS);
        ending.succeeded();
        return value;
      }
    }
  }

  /** Whatever throws while deciding (a random source, a clock): the call ends, with its failure. */
  private @Nullable Outcome next(@Nullable Throwable thrown, @Nullable Object returned) {
    try {
      return prepareNext(thrown, returned);
    } catch (Throwable bug) {
      if (thrown != null && thrown != bug) {
        thrown.addSuppressed(bug);
      }
      return Outcome.PERMANENT;
    }
  }

  /** Decides, and waits; null where the next attempt shall run, else how the call ends. */
  private @Nullable Outcome prepareNext(@Nullable Throwable thrown, @Nullable Object returned) {
    Failure failure = thrown == null ? REJECTED : engine.classification().classify(thrown);
    call.failed(failure.kind(), thrown, cut);
    call.site().stats().attempted(call.attempt(), failure.kind());
    call.site().stats().failed(failure.kind(), engine.time().now());
    // Before the time is taken: it may take some.
    boolean lost = engine.transactions().isLost(thrown, failure);
    Brain.Situation situation =
        new Brain.Situation(call.elapsed(), call.lanes(), timedOut, lost, engine.time().closed());
    // The newest policy, so that a live change reaches calls that are under way.
    Policy policy = call.site().policy();
    Decision decision =
        Brain.decide(policy, situation, thrown, failure, engine.randomness().next());
    if (decision instanceof Decision.Retry retry) {
      Discarded.close(returned);
      engine.listeners().retrying(ending.event(null, retry.nanos()));
      return pause(retry);
    }
    Outcome end = ((Decision.Stop) decision).outcome();
    if (end == Outcome.TRANSACTION_ROLLED_BACK) {
      call.site().warnOfTransaction(failure.kind(), situation.transactionLost());
    }
    return end;
  }

  private @Nullable Outcome pause(Decision.Retry retry) {
    Time time = engine.time();
    long before = time.nanos();
    Outcome end = null;
    try {
      if (!time.sleep(retry.nanos())) {
        end = Outcome.SHUTDOWN;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      end = Outcome.INTERRUPTED;
    }
    engine.listeners().waited(call.site().stats(), time.nanos() - before);
    if (end != null) {
      return end;
    }
    call.waited(retry.lanes());
    // The wait may have ended late; the attempt would be cut before it did anything.
    if (call.site().policy().timeout() <= call.elapsed()) {
      return Outcome.TIMEOUT;
    }
    call.next();
    return null;
  }

  private @Nullable Object attempt() throws Throwable {
    cut = false;
    Policy policy = call.currentPolicy();
    if (!policy.timed()) {
      return invoke();
    }
    long left = call.left();
    boolean byTimeout = left <= policy.attemptTimeout();
    AttemptWatch watch = AttemptWatch.start(engine.time(), Math.min(left, policy.attemptTimeout()));
    Object value;
    try {
      value = invoke();
    } catch (Throwable thrown) {
      if (!watch.end() || thrown instanceof Error) {
        throw thrown;
      }
      cut = true;
      timedOut = byTimeout;
      throw cutFailure(byTimeout, byTimeout ? policy.timeout() : policy.attemptTimeout(), thrown);
    }
    // A value that comes late is a success all the same: the work was done.
    watch.end();
    return value;
  }

  private @Nullable Object invoke() throws Throwable {
    return call.attempt() == 1 ? attempts.first(subject) : attempts.again(subject);
  }

  private AttemptTimeoutException cutFailure(boolean byTimeout, long nanos, Throwable thrown) {
    Duration limit = Duration.ofNanos(nanos);
    Throwable cause = call.lastRealFailure();
    AttemptTimeoutException failure =
        new AttemptTimeoutException(
            "attempt %d of %s was cut: %s of %s is over"
                .formatted(
                    call.attempt(),
                    call.site().stats().method(),
                    byTimeout ? "the call's timeout" : "the attempt-timeout",
                    limit),
            limit,
            cause);
    // It shows where the attempt was stuck.
    if (thrown != cause) {
      failure.addSuppressed(thrown);
    }
    return failure;
  }

  private @Nullable Object giveUp(
      Outcome outcome, @Nullable Throwable failure, @Nullable Object value) throws Throwable {
    ending.gaveUp(outcome, failure);
    if (failure == null) {
      return value;
    }
    Attempts.Answer answer = attempts.fallback(subject, failure);
    if (answer == null) {
      throw failure;
    }
    return ending.fallBack(answer, outcome, failure);
  }
}
