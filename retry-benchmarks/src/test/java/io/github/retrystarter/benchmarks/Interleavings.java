package io.github.retrystarter.benchmarks;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jetbrains.kotlinx.lincheck.Actor;
import org.jetbrains.kotlinx.lincheck.execution.ExecutionScenario;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;

/**
 * Looks, with Lincheck's model checker, for an interleaving of two threads that no order of their
 * operations explains: the threads are switched at each reading and writing of shared memory,
 * fewest switches first. What the operations should return is what they return one after another.
 */
public final class Interleavings {

  private static final int PER_SCENARIO = 250;
  private static final Pattern CALL = Pattern.compile("(\\w+)(?:\\(([^)]*)\\))?");
  private static final Pattern ARGUMENT = Pattern.compile("\\w+");

  private Interleavings() {}

  /**
   * Checks scenarios, and random ones, the same in each run.
   *
   * @param subject a class with Lincheck's annotations
   * @param random how many random scenarios
   * @param scenarios {@code before ; one | other ; after}, in each part operations such as {@code
   *     enter(1) leave(1,true)}
   */
  public static void check(Class<?> subject, int random, String... scenarios) {
    ModelCheckingOptions options =
        new ModelCheckingOptions()
            .threads(2)
            .actorsPerThread(3)
            .actorsBefore(3)
            .actorsAfter(2)
            .iterations(random)
            .invocationsPerIteration(PER_SCENARIO);
    for (String scenario : scenarios) {
      options = options.addCustomScenario(scenario(subject, scenario));
    }
    options.check(subject);
  }

  private static ExecutionScenario scenario(Class<?> subject, String text) {
    List<List<Actor>> parts = new ArrayList<>();
    for (String part : Pattern.compile("[;|]").split(text, -1)) {
      parts.add(
          CALL.matcher(part)
              .results()
              .map(call -> actor(subject, call.group(1), call.group(2)))
              .toList());
    }
    return new ExecutionScenario(
        parts.get(0), List.of(parts.get(1), parts.get(2)), parts.get(3), null);
  }

  private static Actor actor(Class<?> subject, String name, String arguments) {
    Method operation =
        Arrays.stream(subject.getMethods())
            .filter(each -> each.getName().equals(name))
            .findFirst()
            .orElseThrow();
    List<Object> values = new ArrayList<>();
    Matcher argument = ARGUMENT.matcher(arguments == null ? "" : arguments);
    for (Class<?> type : operation.getParameterTypes()) {
      values.add(value(type, argument.find() ? argument.group() : ""));
    }
    return new Actor(operation, values);
  }

  private static Object value(Class<?> type, String text) {
    return type == boolean.class ? (Object) Boolean.valueOf(text) : Integer.valueOf(text);
  }
}
