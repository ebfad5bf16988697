package io.github.retrystarter.engine;

import io.github.retrystarter.AttemptTimeoutException;
import io.github.retrystarter.Failure;
import io.github.retrystarter.Failure.Executed;
import io.github.retrystarter.Failure.Verdict;
import io.github.retrystarter.RetryEvent;
import io.github.retrystarter.breaker.Breaker;
import io.github.retrystarter.event.AttemptSeries;
import io.github.retrystarter.event.Outcome;
import io.github.retrystarter.failure.Kinds;
import io.github.retrystarter.policy.Policy;
import java.util.concurrent.CancellationException;
import org.jspecify.annotations.Nullable;

/**
 * The course of one call, whatever hand makes its attempts and waits: each method tells what has
 * happened and answers what to do next, until the call has ended. It asks the breaker before each
 * attempt and the budget before each retry, has the {@link Brain} decide, counts, and tells
 * everybody. The hands differ only in how they make an attempt and how they wait.
 *
 * <p>Begins with {@link #begin()}. Used by one call, by one thread at a time.
 */
public final class Course {

  /** A rejected value is no failure; whoever asks for the retry has looked at it. */
  private static final Failure REJECTED =
      new Failure(Kinds.RESULT, Verdict.RETRY, Executed.NO, null);

  private final Call call;
  private final CallTrace trace;
  private final Pass pass = new Pass();

  /** Made for the first breaker. */
  private @Nullable Gate gate;

  /** Those of the retry that is waited for; null while a first attempt is to come, or one runs. */
  private @Nullable Lanes coming;

  /** Whether a value that was rejected had to be closed, and so is no answer any more. */
  private boolean discarded;

  private boolean attempted;
  private boolean waited;
  private boolean timing;

  /** When the wait began, or the attempt that is timed. */
  private long since;

  /** How long the attempt took until parts of its result came; 0 where nobody wants to know. */
  private long answeredIn;

  Course(Call call) {
    this(call, null);
  }

  /**
   * A call that is a part of something which is traced.
   *
   * @param around as a context that travels holds it; null where this thread knows
   */
  Course(Call call, @Nullable Object around) {
    this.call = call;
    this.trace = call.site().engine().tracing().call(around);
    call.holds(pass);
  }

  /**
   * A call that is not made from within another one.
   *
   * @param site what is called
   * @return its course, to begin now
   */
  public static Course of(CallSite site) {
    return new Course(new Call(site, null).startedAt(site.engine().time().nanos()));
  }

  /**
   * The call begins.
   *
   * @return what to do
   */
  public Step begin() {
    return guarded(null, this::enterInTime);
  }

  /** The breaker has not let the first attempt through. */
  Step turnedAway(Breaker breaker) {
    return guarded(
        null, () -> proceed(site().policy(), gate().turnedAway(site().policy(), breaker)));
  }

  /** A first attempt runs already; it holds this permit, where there is a breaker. */
  void inFirstAttempt(@Nullable Breaker breaker, @Nullable Object permit) {
    pass.adopt(breaker, permit);
    attempted = true;
  }

  /** An attempt begins, in this thread: what follows it. */
  CallTrace attemptBegins() {
    trace.attemptBegins(site().stats(), call.attempt());
    return trace;
  }

  /**
   * The attempt returned a good value.
   *
   * @return the end
   */
  public Step succeeded() {
    return guarded(null, this::success);
  }

  private Step success() {
    trace.attemptEnded(null, null);
    pass.succeeded(site().policy().budget(), call, attemptNanos());
    if (call.attempt() > 1) {
      site().stats().attempted(call.attempt(), AttemptSeries.SUCCESS);
    }
    return new Step.End(ending().succeeded(), null);
  }

  /**
   * The attempt returned a value that asks for a retry.
   *
   * @param value it; what it holds open is closed before a wait
   * @return what to do; an end without a failure where the value is the answer all the same
   */
  public Step rejected(@Nullable Object value) {
    return guarded(null, () -> next(null, value, false, false, false));
  }

  /**
   * The attempt threw.
   *
   * @param failure what it threw
   * @return what to do
   */
  public Step failed(Throwable failure) {
    return guarded(failure, () -> next(failure, null, false, false, false));
  }

  /**
   * The attempt failed after parts of its result had gone out: whether it can be made again is the
   * policy's to say.
   *
   * @param failure what it failed with
   * @return what to do
   */
  Step failedInPart(Throwable failure) {
    return guarded(failure, () -> next(failure, null, false, false, true));
  }

  /**
   * The attempt was cut by a limit of time.
   *
   * @param failure what tells so
   * @param byDeadline whether it was the whole call's, or that of a call around it
   * @return what to do
   */
  Step cut(Throwable failure, boolean byDeadline) {
    return guarded(failure, () -> next(failure, null, true, byDeadline, false));
  }

  /**
   * The wait is over.
   *
   * @return what to do
   */
  public Step waited() {
    return guarded(lastFailure(), this::afterWait);
  }

  /**
   * The wait was cut short.
   *
   * @param outcome why
   * @return the end
   */
  public Step waitCutShort(Outcome outcome) {
    return guarded(
        lastFailure(),
        () -> {
          tellWaited();
          return end(outcome);
        });
  }

  /**
   * The caller does not want the result any more, and the attempt that was to come is not made.
   *
   * @return the end
   */
  Step unwanted() {
    return guarded(lastFailure(), () -> end(Outcome.CANCELLED));
  }

  /**
   * Parts of the attempt's result have come, and more may: the dependency answers. What the rest
   * takes is the reader's time, or the stream's own, and no place of a half-open breaker is held
   * for it.
   */
  void answers() {
    answeredIn = attemptNanos();
    timing = false;
    pass.answers(answeredIn);
  }

  /**
   * The caller does not want the result any more, while an attempt runs.
   *
   * @return the end
   */
  Step cancelled() {
    return guarded(
        lastFailure(),
        () -> {
          site().stats().attempted(call.attempt(), Kinds.CANCELLED);
          return end(Outcome.CANCELLED);
        });
  }

  /**
   * The hand is done with the call, whatever came over it: nothing is held any more, and an attempt
   * whose end nobody has told was cancelled.
   */
  void release() {
    trace.attemptEnded(null, Kinds.CANCELLED);
    pass.giveBack();
  }

  /**
   * Whatever throws while the next step is found or carried out (a random source, a clock): the
   * call ends, with its failure.
   *
   * @param bug what was thrown
   * @return the end
   */
  Step broken(Throwable bug) {
    return broken(lastFailure(), bug);
  }

  private CallSite site() {
    return call.site();
  }

  private Engine engine() {
    return call.site().engine();
  }

  private Ending ending() {
    return new Ending(call);
  }

  private Gate gate() {
    Gate known = gate;
    if (known == null) {
      known = new Gate(call, pass);
      gate = known;
    }
    return known;
  }

  private interface Next {
    Step step();
  }

  private Step guarded(@Nullable Throwable failure, Next next) {
    try {
      return next.step();
    } catch (Throwable bug) {
      return broken(failure, bug);
    }
  }

  private Step broken(@Nullable Throwable failure, Throwable bug) {
    trace.attemptEnded(failure == null ? bug : failure, Kinds.UNCLASSIFIED);
    pass.giveBack();
    if (failure != null && failure != bug) {
      failure.addSuppressed(bug);
    }
    Throwable told = failure != null || attempted ? failure : bug;
    gaveUp(Outcome.PERMANENT, told);
    return new Step.End(Outcome.PERMANENT, told);
  }

  private Step next(
      @Nullable Throwable thrown,
      @Nullable Object value,
      boolean cut,
      boolean byDeadline,
      boolean inPart) {
    long nanos = attemptNanos();
    Failure failure = thrown == null ? REJECTED : engine().classification().classify(thrown);
    trace.attemptEnded(thrown, failure.kind());
    if (thrown == null) {
      pass.rejected(site().policy().budget(), nanos);
    } else {
      pass.failed(thrown, failure.kind(), site().policy().budget(), nanos);
    }
    call.failed(failure.kind(), thrown, cut);
    site().stats().attempted(call.attempt(), failure.kind());
    site().stats().failed(failure.kind(), engine().time().now());
    // Before the time is taken: it may take some.
    boolean lost = engine().transactions().isLost(thrown, failure);
    // The newest policy, so that a live change reaches calls that are under way.
    Policy policy = site().policy();
    Breaker breaker = policy.breaker();
    boolean nested =
        thrown != null
            && (call.nest().gaveUpOn(thrown) || engine().classification().isGivenUp(thrown));
    // A call inside that gave up for want of this call's time was told what is true of this one.
    long left = nested && call.ranOutInside() ? 0 : call.left(policy);
    Brain.Situation situation =
        new Brain.Situation(
            left,
            call.lanes(),
            byDeadline,
            nested,
            lost,
            breaker == null ? 0 : breaker.shutFor(),
            policy.adaptive() ? site().attemptTimes().typical() : 0,
            engine().time().closed(),
            inPart);
    Decision decision =
        Brain.decide(policy, situation, thrown, failure, engine().randomness().next());
    if (decision instanceof Decision.Stop stop) {
      if (stop.outcome() == Outcome.TIMEOUT) {
        call.tellWhoseTime(policy);
      }
      if (stop.outcome() == Outcome.TRANSACTION_ROLLED_BACK) {
        site().warnOfTransaction(failure.kind(), lost);
      }
      return end(stop.outcome());
    }
    Decision.Retry retry = (Decision.Retry) decision;
    // Last of all: a token is taken only where everything else allows the retry.
    if (!pass.pay(policy.budget(), engine().time().nanos())) {
      return end(Outcome.BUDGET);
    }
    coming = retry.lanes();
    discarded = Discarded.close(value);
    RetryEvent event = ending().event(null, retry.nanos());
    ThreadContext.Scope around = trace.around();
    try {
      engine().listeners().retrying(event);
    } finally {
      around.close();
    }
    trace.retrying(event);
    return pause(retry.nanos());
  }

  private Step pause(long nanos) {
    waited = true;
    since = engine().time().nanos();
    return new Step.Wait(nanos);
  }

  private Step afterWait() {
    tellWaited();
    return enterInTime();
  }

  private void tellWaited() {
    engine().listeners().waited(site().stats(), engine().time().nanos() - since);
  }

  /** A wait may have ended late, or the call begun late: its attempt would be cut at once. */
  private Step enterInTime() {
    return call.left(site().policy()) <= 0 ? end(Outcome.TIMEOUT) : enter();
  }

  private Step enter() {
    Policy policy = site().policy();
    return proceed(
        policy, gate == null && policy.breaker() == null ? Gate.OPEN : gate().ask(policy));
  }

  private Step proceed(Policy policy, long answer) {
    if (answer != Gate.OPEN) {
      return answer == Gate.TURNED_AWAY ? end(Outcome.CIRCUIT_OPEN) : pause(answer);
    }
    if (coming != null) {
      call.next(coming);
      coming = null;
    }
    attempted = true;
    discarded = false;
    answeredIn = 0;
    timing = policy.adaptive() || pass.timesCalls();
    since = timing ? engine().time().nanos() : 0;
    return Step.Attempt.NOW;
  }

  /** Told once for each attempt. */
  private long attemptNanos() {
    if (!timing) {
      return answeredIn;
    }
    long nanos = engine().time().nanos() - since;
    if (site().policy().adaptive()) {
      site().attemptTimes().record(nanos);
    }
    return nanos;
  }

  private @Nullable Throwable lastFailure() {
    return call.lastFailure().orElse(null);
  }

  private Step.End end(Outcome outcome) {
    pass.giveBack();
    Throwable failure = attempted ? lastFailure() : neverBegan(outcome);
    if (failure == null && discarded) {
      failure = inPlaceOfTheValue(outcome);
    }
    gaveUp(outcome, failure);
    return new Step.End(outcome, failure);
  }

  private void gaveUp(Outcome outcome, @Nullable Throwable failure) {
    ThreadContext.Scope around = trace.around();
    try {
      ending().gaveUp(outcome, failure);
    } finally {
      around.close();
    }
  }

  /** A closed stream or connection is no answer. */
  private Throwable inPlaceOfTheValue(Outcome outcome) {
    if (outcome == Outcome.CIRCUIT_OPEN) {
      return gate().circuitOpen();
    }
    return new CancellationException(
        "%s returned a value that asked for a retry, and that was closed before the wait; no retry"
                .formatted(site().stats().method())
            + " was made: "
            + outcome.tag());
  }

  /** What the caller gets where no attempt was made. */
  private Throwable neverBegan(Outcome outcome) {
    Deadline deadline = outcome == Outcome.TIMEOUT ? call.deadline(site().policy()) : null;
    RuntimeException failure =
        deadline == null
            ? gate().circuitOpen()
            : new AttemptTimeoutException(
                "%s was not called: %s".formatted(site().stats().method(), deadline.told(call)),
                deadline.limit(),
                null);
    call.neverBegan(deadline == null ? Kinds.CIRCUIT_OPEN : Kinds.ATTEMPT_TIMEOUT, failure, waited);
    return failure;
  }
}
