package io.github.retrystarter.aop;

import io.github.retrystarter.ResultPredicate;
import io.github.retrystarter.policy.Configuration.MethodSpec;
import io.github.retrystarter.policy.Configuration.Reference;
import io.github.retrystarter.policy.Policy;
import io.github.retrystarter.policy.PolicyBook;
import io.github.retrystarter.policy.Problem;
import io.github.retrystarter.policy.RetryConfigurationException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Finds what one method needs: its policy, its fallback, its predicate. */
final class MethodResolver {

  private final PolicyBook book;
  private final TypeNames names;
  private final MethodOverrides overrides;
  private final UnaryOperator<String> placeholders;
  private final Function<Class<? extends ResultPredicate>, ResultPredicate> predicates;

  MethodResolver(
      PolicyBook book,
      TypeNames names,
      MethodOverrides overrides,
      UnaryOperator<String> placeholders,
      Function<Class<? extends ResultPredicate>, ResultPredicate> predicates) {
    this.book = book;
    this.names = names;
    this.overrides = overrides;
    this.placeholders = placeholders;
    this.predicates = predicates;
  }

  /**
   * Resolves a method.
   *
   * @param classKnown false where the bean is known by an interface only: its fallback may be
   *     anywhere
   * @param problems what is wrong is added; null is returned then
   */
  @Nullable Resolving resolve(Annotated method, boolean classKnown, List<Problem> problems) {
    List<Problem> own = new ArrayList<>();
    String shownAs = names.of(method.type()) + "." + method.method().getName();
    AnnotationSettings settings = new AnnotationSettings(method, shownAs, placeholders, own);
    Fallbacks fallbacks =
        settings.fallback().isEmpty() || !classKnown
            ? null
            : Fallbacks.find(method, settings.fallback(), own);
    ResultPredicate predicate = predicate(method, settings.predicate(), own);
    // Also of a method with a problem: or its override would count as one of nobody.
    overrides.see(method);
    Reference named = settings.policy();
    MethodSpec override = MethodOverrides.of(method, book.configuration());
    Policy policy = own.isEmpty() ? policy(named, settings, override, own) : null;
    problems.addAll(own);
    return policy == null
        ? null
        : new Resolving(method, named, settings.settings(), policy, fallbacks, predicate);
  }

  private @Nullable Policy policy(
      Reference named,
      AnnotationSettings settings,
      @Nullable MethodSpec override,
      List<Problem> problems) {
    try {
      return book.forMethod(named, settings.settings(), override);
    } catch (RetryConfigurationException e) {
      problems.addAll(e.problems());
      return null;
    }
  }

  private @Nullable ResultPredicate predicate(
      Annotated method, @Nullable Class<? extends ResultPredicate> type, List<Problem> problems) {
    if (type == null) {
      return null;
    }
    if (ManyValues.areReturnedBy(method)) {
      if (!method.byClass()) {
        problems.add(ManyValues.problem(method, type));
      }
      return null;
    }
    try {
      return predicates.apply(type);
    } catch (RuntimeException e) {
      problems.add(
          Problem.method(
              method.fullName(),
              "@Retryable(retryOnResult = %s.class) can't be created: %s"
                  .formatted(type.getSimpleName(), e.getMessage()),
              "Give it a constructor without parameters, or make it a bean."));
      return null;
    }
  }
}
