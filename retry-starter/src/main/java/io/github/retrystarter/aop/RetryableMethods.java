package io.github.retrystarter.aop;

import io.github.retrystarter.ResultPredicate;
import io.github.retrystarter.engine.CallSite;
import io.github.retrystarter.engine.CallSites;
import io.github.retrystarter.engine.Engine;
import io.github.retrystarter.engine.SiteUser;
import io.github.retrystarter.event.CallStats;
import io.github.retrystarter.event.StatsBook;
import io.github.retrystarter.policy.Configuration;
import io.github.retrystarter.policy.PolicyBook;
import io.github.retrystarter.policy.Problem;
import io.github.retrystarter.policy.RetryConfigurationException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Every class with retryable methods, each resolved once: policy merged, fallback found, name
 * given. Thread-safe.
 */
public final class RetryableMethods {

  private static final Logger logger = LoggerFactory.getLogger(RetryableMethods.class);

  private final Engine engine;
  private final PolicyBook book;
  private final StatsBook stats;
  private final CallSites sites;
  private final AnnotatedMethods annotated;
  private final boolean woven;
  private final boolean enabled;
  private final TypeNames names = new TypeNames();
  private final MethodOverrides overrides;
  private final MethodResolver resolver;
  private final Map<Class<?>, List<RetryableMethod>> resolved = new ConcurrentHashMap<>();

  /**
   * Puts it together.
   *
   * @param annotated finds the methods
   * @param engine what runs them
   * @param book the policies
   * @param stats where calls are counted
   * @param sites where the methods are noted
   * @param placeholders resolves {@code ${…}}; throws IllegalArgumentException where it can't
   * @param predicates gives the predicate of a class
   * @param loader finds the classes that {@code retry.methods} name
   * @param woven whether an aspect runs the methods, not proxies
   * @param enabled false: nothing will run them, and nothing need be woven
   */
  public RetryableMethods(
      AnnotatedMethods annotated,
      Engine engine,
      PolicyBook book,
      StatsBook stats,
      CallSites sites,
      UnaryOperator<String> placeholders,
      Function<Class<? extends ResultPredicate>, ResultPredicate> predicates,
      @Nullable ClassLoader loader,
      boolean woven,
      boolean enabled) {
    this.woven = woven;
    this.enabled = enabled;
    this.annotated = annotated;
    this.engine = engine;
    this.stats = stats;
    this.sites = sites;
    this.book = book;
    this.overrides = new MethodOverrides(annotated, loader);
    this.resolver = new MethodResolver(book, names, overrides, placeholders, predicates);
  }

  /**
   * Whether a class has methods to retry.
   *
   * @param type the user's class or interface
   * @return true if so
   */
  boolean covers(Class<?> type) {
    return !annotated.of(type).isEmpty();
  }

  /** Makes known that a bean of the class exists, so that names tell equal simple names apart. */
  void announce(Class<?> type) {
    if (covers(type)) {
      names.add(type);
    }
  }

  /**
   * Checks a class without making its series: where nothing is advised, and for beans of which only
   * an interface is known yet. Of the latter, what depends on the class is checked with the bean.
   *
   * @param problems what is wrong is added
   */
  void check(Class<?> type, List<Problem> problems) {
    try {
      resolve(type, annotated.of(type), false, new ArrayList<>());
    } catch (RetryConfigurationException e) {
      problems.addAll(e.problems());
    }
  }

  /**
   * The class's methods, ready to run.
   *
   * @throws RetryConfigurationException if anything is wrong with one of them
   */
  List<RetryableMethod> of(Class<?> type) {
    List<RetryableMethod> known = resolved.get(type);
    return known != null ? known : register(type);
  }

  /**
   * Resolving asks the bean factory, which has locks of its own: so it holds none of ours, and two
   * threads may do it twice. Only the registration is done once.
   */
  private List<RetryableMethod> register(Class<?> type) {
    announce(type);
    List<String> outOfReach = new ArrayList<>();
    List<Resolving> all = resolve(type, annotated.of(type), true, outOfReach);
    return resolved.computeIfAbsent(
        type,
        each -> {
          if (!outOfReach.isEmpty()) {
            warn(each, outOfReach);
          }
          ManyValues.warn(each, all);
          return all.stream().map(one -> register(one, all)).toList();
        });
  }

  /** All that were resolved until now, by name. */
  List<RetryableMethod> all() {
    return resolved.values().stream()
        .flatMap(List::stream)
        .sorted(Comparator.comparing(each -> each.site().stats().method()))
        .toList();
  }

  /**
   * The {@code retry.methods} that no method answers to.
   *
   * @param configuration in which they stand
   * @return the problems
   */
  public List<Problem> unusedOverrides(Configuration configuration) {
    return overrides.unused(configuration);
  }

  /** Those of the configuration in force. */
  List<Problem> unusedOverrides() {
    return unusedOverrides(book.configuration());
  }

  private List<Resolving> resolve(
      Class<?> type, List<Annotated> all, boolean register, List<String> outOfReach) {
    List<Problem> problems = new ArrayList<>();
    List<Resolving> resolving = new ArrayList<>();
    WovenReach reach = woven ? new WovenReach(enabled) : null;
    // Whether a method can be reached, and has its fallback, depends on the bean's class.
    boolean classKnown = register || !type.isInterface();
    Problem ofAll = reach == null ? Reach.problem(type, all) : reach.problem(type, all);
    if (classKnown && ofAll != null) {
      throw new RetryConfigurationException(List.of(ofAll));
    }
    for (Annotated each : all) {
      Reach.Obstacle obstacle = classKnown ? obstacle(reach, type, each) : null;
      if (obstacle == null) {
        Resolving one = resolver.resolve(each, classKnown, problems);
        if (one != null) {
          resolving.add(one);
        }
      } else if (each.byClass()) {
        outOfReach.add(
            each.method().getName()
                + MethodNames.parameters(each.method())
                + " "
                + obstacle.reason());
      } else {
        problems.add(
            Problem.method(
                each.fullName(),
                "@Retryable has no effect: the method " + obstacle.reason(),
                obstacle.action()));
      }
    }
    RetryConfigurationException.throwIfAny(problems);
    return resolving;
  }

  private static Reach.@Nullable Obstacle obstacle(
      @Nullable WovenReach reach, Class<?> type, Annotated each) {
    return reach == null
        ? Reach.obstacle(type, each.method())
        : reach.obstacle(type, each.method(), each.byClass());
  }

  private RetryableMethod register(Resolving one, List<Resolving> all) {
    Annotated annotated = one.annotated();
    String name = names.of(annotated.type()) + "." + annotated.method().getName();
    if (all.stream().anyMatch(one::differsFrom)) {
      name += MethodNames.parameters(annotated.method());
    }
    CallStats counts = stats.of(one.policy().name(), name);
    CallSite site = new CallSite(engine, one.policy(), counts, one.predicate());
    book.follow(
        new SiteUser(
            site,
            one.named(),
            one.own(),
            configuration -> MethodOverrides.of(annotated, configuration),
            stats));
    sites.add(site);
    return new RetryableMethod(
        annotated.type(),
        annotated.method(),
        annotated.byClass(),
        Shape.of(annotated.type(), annotated.method()).hand(),
        site,
        one.fallbacks());
  }

  static void warn(Class<?> type, List<String> outOfReach) {
    logger.warn(
        "@Retryable on {} does not cover these public methods: {}",
        MethodNames.full(type),
        String.join("; ", outOfReach));
  }
}
