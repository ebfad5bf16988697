package io.github.retrystarter.failure;

/**
 * Whether a failure came out of a transaction that began and ended within the attempt, as one with
 * REQUIRES_NEW does. Nothing is left of that transaction when the failure arrives, but its stack
 * trace shows that it went through Spring's transaction code on its way; and a transaction further
 * out that had taken part would be marked for rollback by now.
 */
final class InnerTransaction {

  private static final String ENGINE = "io.github.retrystarter.engine.";
  private static final String DECLARED =
      "org.springframework.transaction.interceptor.TransactionAspectSupport";
  private static final String IN_CODE =
      "org.springframework.transaction.support.TransactionTemplate";

  private InnerTransaction() {}

  static boolean threw(Throwable thrown) {
    // By default a checked exception marks nothing, so what is not marked says nothing either.
    return thrown instanceof RuntimeException && passed(root(thrown).getStackTrace());
  }

  /** From the throw outward, up to the call that is retried. */
  private static boolean passed(StackTraceElement[] frames) {
    for (StackTraceElement frame : frames) {
      String type = frame.getClassName();
      if (type.equals(DECLARED) || type.equals(IN_CODE)) {
        return true;
      }
      if (type.startsWith(ENGINE)) {
        return false;
      }
    }
    return false;
  }

  /** The driver's own exception: those around it may have been made outside of the transaction. */
  private static Throwable root(Throwable thrown) {
    Throwable[] last = {thrown};
    CauseChain.any(
        thrown,
        each -> {
          last[0] = each;
          return false;
        });
    return last[0];
  }
}
