package io.github.retrystarter.failure;

import io.github.retrystarter.Failure;
import io.github.retrystarter.Failure.Executed;
import io.github.retrystarter.Failure.Verdict;
import io.github.retrystarter.FailureClassifier;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows what failed: the user's classifiers first, then the built-in table, each along the whole
 * cause chain from the outside in. Thread-safe.
 */
public final class Classification {

  private static final Logger logger = LoggerFactory.getLogger(Classification.class);

  private static final Failure UNCLASSIFIED =
      new Failure(Kinds.UNCLASSIFIED, Verdict.UNKNOWN, Executed.MAYBE, null);

  /** The order matters: subclasses come before what they extend. */
  private static final List<FailureTable> BUILT_IN =
      List.of(
          new StarterFailures(), new NetworkFailures(), new IoFailures(), new LanguageFailures());

  private final List<FailureClassifier> classifiers;
  private final Set<String> kinds;
  private final Set<Class<?>> complainedAbout = ConcurrentHashMap.newKeySet();

  /**
   * Asks each classifier for its kinds.
   *
   * @param classifiers the user's, in their order
   */
  public Classification(List<FailureClassifier> classifiers) {
    this.classifiers = List.copyOf(classifiers);
    Set<String> all = new TreeSet<>(Kinds.BUILT_IN);
    classifiers.forEach(classifier -> all.addAll(classifier.kinds()));
    all.removeAll(Kinds.RESERVED);
    this.kinds = Set.copyOf(all);
  }

  /**
   * The kinds that configuration may name.
   *
   * @return all of them
   */
  public Set<String> kinds() {
    return kinds;
  }

  /**
   * Classifies a failure.
   *
   * @param failure what was thrown; its cause chain may be a ring
   * @return what is known of it; kind {@code unclassified} where nothing is
   */
  public Failure classify(Throwable failure) {
    if (!classifiers.isEmpty()) {
      Failure known = CauseChain.first(failure, this::askUser);
      if (known != null) {
        return known;
      }
    }
    try {
      Failure known = CauseChain.first(failure, Classification::lookUp);
      return known == null ? UNCLASSIFIED : known;
    } catch (Throwable bug) {
      // In the code of the exception itself; the caller shall get that exception all the same.
      return UNCLASSIFIED;
    }
  }

  private @Nullable Failure askUser(Throwable failure) {
    for (FailureClassifier classifier : classifiers) {
      Failure known = ask(classifier, failure);
      if (known != null) {
        return kinds.contains(known.kind()) ? known : custom(known);
      }
    }
    return null;
  }

  private @Nullable Failure ask(FailureClassifier classifier, Throwable failure) {
    try {
      return classifier.classify(failure);
    } catch (Throwable bug) {
      if (complainedAbout.add(classifier.getClass())) {
        logger.warn(
            "{} threw; it is taken to know nothing of such failures (told once)",
            classifier.getClass().getName(),
            bug);
      }
      return null;
    }
  }

  private static Failure custom(Failure known) {
    return new Failure(Kinds.CUSTOM, known.verdict(), known.executed(), known.retryAfter());
  }

  private static @Nullable Failure lookUp(Throwable failure) {
    for (FailureTable table : BUILT_IN) {
      Failure known = table.classify(failure);
      if (known != null) {
        return known;
      }
    }
    return null;
  }
}
