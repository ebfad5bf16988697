package io.github.retrystarter.aop;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Gives classes their names in metrics: the simple one, or the full one where two classes share the
 * simple one. All classes known at the start-up's first look are told apart; one that turns up
 * later and meets a simple name already given gets the full one. Thread-safe.
 */
final class TypeNames {

  private final Map<String, Set<Class<?>>> bySimpleName = new HashMap<>();
  private final Map<Class<?>, String> given = new HashMap<>();

  synchronized void add(Class<?> type) {
    bySimpleName.computeIfAbsent(MethodNames.simple(type), name -> new HashSet<>()).add(type);
  }

  synchronized String of(Class<?> type) {
    return given.computeIfAbsent(
        type,
        each -> {
          String simple = MethodNames.simple(each);
          add(each);
          boolean shared = bySimpleName.getOrDefault(simple, Set.of()).size() > 1;
          return shared ? MethodNames.full(each) : simple;
        });
  }
}
