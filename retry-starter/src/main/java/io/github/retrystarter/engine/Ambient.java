package io.github.retrystarter.engine;

import io.github.retrystarter.budget.RetryBudget;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The calls that a thread runs, the innermost last. A first attempt leaves only its site here,
 * which costs no allocation; a {@link Call} is made of it when somebody looks, or when the attempt
 * fails.
 *
 * <p>A call of another thread, for which this one works, and a {@link ServedRequest} stand here
 * inside of something else: of an AtomicReference, by which whoever entered it leaves it, or of an
 * Optional, where he can only tell what was there before.
 *
 * <p>The cell is a list of the JDK's, empty between calls: a pooled thread that outlives the
 * application must not hold on to a class, and so to the class loader, of ours. Its first element
 * is what watches do to the thread; then come the calls.
 */
final class Ambient {

  private static final int CUTS = 0;
  static final int FIRST = 1;

  /** In the place of a scope that was left while a call that began inside it still runs. */
  private static final Object OVER = new Object();

  private static final ThreadLocal<List<@Nullable Object>> CELL =
      ThreadLocal.withInitial(Ambient::empty);

  private Ambient() {}

  private static List<@Nullable Object> empty() {
    List<@Nullable Object> cell = new ArrayList<>(8);
    cell.add(null);
    return cell;
  }

  static List<@Nullable Object> cell() {
    return CELL.get();
  }

  /** Enters a call; returns what to give to {@link #leave}. */
  static int enter(List<@Nullable Object> cell, Object siteOrCall) {
    int depth = cell.size();
    cell.add(siteOrCall);
    return depth;
  }

  /** Leaves a call, and whatever was entered inside it and never left. */
  static void leave(List<@Nullable Object> cell, int depth) {
    for (int last = cell.size() - 1; last >= depth; last--) {
      cell.remove(last);
    }
    tidy(cell);
  }

  /** Keeps nothing that is over; between calls, nothing at all. */
  static void tidy(List<@Nullable Object> cell) {
    while (cell.get(cell.size() - 1) == OVER) {
      cell.remove(cell.size() - 1);
    }
    if (cell.size() == FIRST) {
      cell.set(CUTS, null);
    }
  }

  /**
   * Enters what is around a call, to do what is no part of it.
   *
   * @param depth of the call
   * @return what to give to {@link #leave}
   */
  static int stepOut(List<@Nullable Object> cell, int depth) {
    return enter(cell, Optional.ofNullable(scope(cell, depth - 1)));
  }

  /** Leaves a scope that was entered as this very object, in whatever order; it may be gone. */
  static void leaveEntered(List<@Nullable Object> cell, Object entered) {
    for (int index = cell.size() - 1; index >= FIRST; index--) {
      if (cell.get(index) == entered) {
        leaveScope(cell, index);
        return;
      }
    }
  }

  /** Leaves the newest scope that was set over this one; stops at what was entered. */
  static void restore(List<@Nullable Object> cell, @Nullable Object previous) {
    for (int index = cell.size() - 1; index >= FIRST; index--) {
      Object each = cell.get(index);
      if (each instanceof AtomicReference) {
        return;
      }
      if (each instanceof Optional && scope(cell, index - 1) == previous) {
        leaveScope(cell, index);
        return;
      }
    }
  }

  private static void leaveScope(List<@Nullable Object> cell, int index) {
    int last = cell.size() - 1;
    while (last >= index && isScope(cell.get(last))) {
      cell.remove(last);
      last--;
    }
    if (last >= index) {
      // A call still runs in here: it is made while it is known what it is inside of.
      Object unused = scope(cell, last);
      for (int inside = index; inside < last; inside++) {
        if (isScope(cell.get(inside))) {
          cell.set(inside, OVER);
        }
      }
    }
    tidy(cell);
  }

  private static boolean isScope(@Nullable Object scope) {
    return scope instanceof Optional || scope instanceof AtomicReference;
  }

  /** The innermost call, made of its site if need be; null outside of any. */
  static @Nullable Call call(List<@Nullable Object> cell) {
    return scope(cell) instanceof Call call ? call : null;
  }

  /**
   * What a call that begins now is inside of: the innermost call, made of its site if need be, or a
   * {@link ServedRequest}; null for neither.
   */
  static @Nullable Object scope(List<@Nullable Object> cell) {
    return scope(cell, cell.size() - 1);
  }

  private static @Nullable Object scope(List<@Nullable Object> cell, int index) {
    if (index < FIRST) {
      return null;
    }
    Object scope = cell.get(index);
    if (scope == OVER) {
      return scope(cell, index - 1);
    }
    if (scope instanceof CallSite site) {
      Call call = Call.inside(scope(cell, index - 1), site);
      cell.set(index, call);
      return call;
    }
    return held(scope);
  }

  /** As {@link #scope}, but first attempts of which there is only the site are passed over. */
  static @Nullable Object knownScope(List<@Nullable Object> cell) {
    int index = cell.size() - 1;
    while (index >= FIRST && cell.get(index) instanceof CallSite) {
      index--;
    }
    return index < FIRST ? null : held(cell.get(index));
  }

  /** One that stands here as itself, or is of another thread. */
  private static @Nullable Object held(@Nullable Object scope) {
    if (scope instanceof AtomicReference<?> entered) {
      return entered.get();
    }
    return scope instanceof Optional<?> elsewhere ? elsewhere.orElse(null) : scope;
  }

  private static @Nullable Call asCall(@Nullable Object scope) {
    return held(scope) instanceof Call call ? call : null;
  }

  /** Whether a call that begins now has a deadline of a call, or of a request, around it. */
  static boolean isLimited(List<@Nullable Object> cell) {
    // A bare site has none: a call with a limit is a Call from the start.
    Object around = held(cell.get(cell.size() - 1));
    return around instanceof Call call
        ? call.limit() != null
        : around instanceof ServedRequest request && request.deadline() != null;
  }

  /** As {@link Call#isPaidAround}, for a call at this depth of which there is only the site. */
  static boolean isPaidAround(List<@Nullable Object> cell, int depth, RetryBudget budget) {
    for (int i = depth - 1; i >= FIRST; i--) {
      Object scope = cell.get(i);
      if (scope instanceof CallSite site && site.policy().budget() == budget) {
        return true;
      }
      Call call = asCall(scope);
      if (call != null) {
        return call.site().policy().budget() == budget || call.isPaidAround(budget);
      }
      if (isScope(scope)) {
        return false;
      }
    }
    return false;
  }

  /** What watches do to this thread: made for the first that is watched. */
  static AttemptWatch.Cuts cuts(List<@Nullable Object> cell) {
    if (!(cell.get(CUTS) instanceof AttemptWatch.Cuts known)) {
      AttemptWatch.Cuts fresh = new AttemptWatch.Cuts();
      cell.set(CUTS, fresh);
      return fresh;
    }
    return known;
  }
}
