package io.github.retrystarter.failure;

import io.github.retrystarter.Failure;
import io.github.retrystarter.FailureClassifier;
import java.time.InstantSource;
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

  private final List<FailureClassifier> classifiers;
  private final Set<String> kinds;
  private final BuiltInTable builtIn;
  private final Disposition disposition;
  private final Set<Class<?>> complainedAbout = ConcurrentHashMap.newKeySet();

  /**
   * Asks each classifier for its kinds.
   *
   * @param classifiers the user's, in their order
   * @param clock for servers that name a date at which to come again
   */
  public Classification(List<FailureClassifier> classifiers, InstantSource clock) {
    this(classifiers, clock, null);
  }

  /**
   * Asks each classifier for its kinds.
   *
   * @param classifiers the user's, in their order
   * @param clock for servers that name a date at which to come again
   * @param dispositionHeader in which an answer tells that the server has given up itself; null
   *     where nobody looks
   */
  public Classification(
      List<FailureClassifier> classifiers,
      InstantSource clock,
      @Nullable String dispositionHeader) {
    this.disposition = Disposition.in(dispositionHeader);
    this.classifiers = List.copyOf(classifiers);
    this.builtIn = new BuiltInTable(Libraries.rows(clock));
    Set<String> all = new TreeSet<>(Kinds.BUILT_IN);
    classifiers.forEach(classifier -> all.addAll(classifier.kinds()));
    all.removeAll(Kinds.RESERVED);
    this.kinds = Set.copyOf(all);
  }

  /**
   * The classes by which it finds out which libraries there are.
   *
   * @return their names; none of the JDK's
   */
  public static Set<String> lookedFor() {
    Set<String> types = new TreeSet<>(Libraries.types());
    types.addAll(Libraries.OF_TRANSACTIONS);
    types.removeIf(each -> each.startsWith("java."));
    return types;
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
    Failure known = builtIn.classify(failure);
    return known == null ? Kind.UNCLASSIFIED.failure() : known;
  }

  /**
   * Whether a failure holds the answer of a service that has given up itself.
   *
   * @param failure what was thrown; its cause chain may be a ring
   * @return true if its header says so
   */
  public boolean isGivenUp(Throwable failure) {
    return disposition.isGivenUp(failure);
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
}
