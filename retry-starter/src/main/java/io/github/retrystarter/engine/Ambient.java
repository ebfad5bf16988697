package io.github.retrystarter.engine;

import org.jspecify.annotations.Nullable;

/**
 * The call that a thread runs. A first attempt leaves only its site here, which costs no
 * allocation; a {@link Call} is made of it when somebody looks, or when the attempt fails.
 *
 * <p>The cell is an array of the JDK's, empty between calls: a pooled thread that outlives the
 * application must not hold on to a class, and so to the class loader, of ours.
 */
final class Ambient {

  private static final int SCOPE = 0;
  private static final int TREE = 1;
  private static final int CUTS = 2;

  private static final ThreadLocal<@Nullable Object[]> CELL =
      ThreadLocal.withInitial(() -> new @Nullable Object[3]);

  private Ambient() {}

  static @Nullable Object[] cell() {
    return CELL.get();
  }

  /** Enters a call; returns what to give to {@link #leave}. */
  static @Nullable Object enter(@Nullable Object[] cell, Object siteOrCall) {
    Object outer = cell[SCOPE];
    cell[SCOPE] = siteOrCall;
    return outer;
  }

  static void leave(@Nullable Object[] cell, @Nullable Object outer) {
    cell[SCOPE] = outer;
    if (outer == null) {
      cell[TREE] = null;
      cell[CUTS] = null;
    }
  }

  /** The innermost call, made of its site if need be; null outside of any. */
  static @Nullable Call call(@Nullable Object[] cell) {
    Object scope = cell[SCOPE];
    if (scope instanceof CallSite site) {
      Call call = new Call(site, tree(cell));
      cell[SCOPE] = call;
      return call;
    }
    return (Call) scope;
  }

  /** What watches do to this thread: made for the first of the tree that is watched. */
  static AttemptWatch.Cuts cuts(@Nullable Object[] cell) {
    if (!(cell[CUTS] instanceof AttemptWatch.Cuts known)) {
      AttemptWatch.Cuts fresh = new AttemptWatch.Cuts();
      cell[CUTS] = fresh;
      return fresh;
    }
    return known;
  }

  /** The outermost call's identity: made for the first of the tree that asks. */
  static Object tree(@Nullable Object[] cell) {
    Object tree = cell[TREE];
    if (tree == null) {
      tree = new Object();
      cell[TREE] = tree;
    }
    return tree;
  }
}
