package io.github.retrystarter.aop;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.util.ReflectionUtils;

/** What is found in class files: every call of {@code Target.hit} and {@code pay}, and on whom. */
class MethodCallsTest {

  interface Target {
    void hit();
  }

  @SuppressWarnings({"UnusedMethod", "UnusedVariable", "ReferenceEquality"})
  static class Parent implements Described {
    Target target = () -> {};

    void inherited() {
      target.hit();
    }

    void overridden() {
      target.hit();
    }

    void callsOverridden() {
      overridden();
    }
  }

  interface Described {
    default void byDefault(Target target) {
      target.hit();
    }
  }

  /** One method for each way to call. */
  @SuppressWarnings({
    "UnusedMethod",
    "UnusedVariable",
    "NarrowingCompoundAssignment",
    "AssignmentExpression",
    "OperatorPrecedence"
  })
  static class Fixture extends Parent {
    private int count;
    private long[] numbers = {1};
    private Fixture other = this;

    public int pay(Object... arguments) {
      return 1;
    }

    public void pay(int one) {}

    public long pay(long one, double two) {
      return 1;
    }

    @Override
    void overridden() {}

    // Where Target.hit is called

    void directly() {
      target.hit();
    }

    void inAPrivateHelper() {
      helper(3);
    }

    private void helper(int depth) {
      if (depth > 0) {
        helper(depth - 1);
      }
      target.hit();
    }

    void inAStaticHelper() {
      help(target);
    }

    private static void help(Target target) {
      target.hit();
    }

    void inALambda() {
      Runnable later = () -> target.hit();
      later.run();
    }

    void inALambdaThatCapturesNothingOfThis() {
      Consumer<Target> later = each -> each.hit();
      later.accept(target);
    }

    void inALambdaInALambda() {
      Supplier<Runnable> later = () -> () -> helper(1);
      later.get().run();
    }

    void byAMethodReference() {
      Runnable later = target::hit;
      later.run();
    }

    void byAReferenceToAHelper() {
      Consumer<Integer> later = this::helper;
      later.accept(1);
    }

    void inAnInheritedMethod() {
      inherited();
    }

    void inTheOverriddenMethod() {
      super.overridden();
    }

    void inADefaultMethod() {
      byDefault(target);
    }

    // Where it is not

    void notInAnOverriddenMethod() {
      callsOverridden();
    }

    void notInAnotherObject() {
      other.helper(1);
    }

    void notInAConstructor() {
      new Fixture();
    }

    // Calls of pay, on this

    void plain() {
      pay();
    }

    void withAConditionalArgument() {
      this.pay(count > 1 ? 1L : numbers[0], count == 2 ? 0.5 : 1.5);
    }

    void withArithmetic() {
      pay(numbers[count]++ << count--, -((count += 2) % 3) + ~numbers[0] * 2.5);
    }

    void withOthersAsArguments() {
      this.pay(other.count, other.numbers.length, target instanceof Described, new long[1][2]);
    }

    void afterAnAssignmentInAnAssignment() {
      int local = count = other.count = 3;
      long number = numbers[0] = other.numbers[0] = 3;
      pay(local, (double) number);
    }

    void inATry() {
      try {
        count = Integer.parseInt("1");
      } catch (NumberFormatException | NullPointerException wrong) {
        count = 2;
      } finally {
        pay();
      }
    }

    void inALoop() {
      for (int i = 0; i < 3 && count < 4 || numbers == null; i++) {
        synchronized (this) {
          count += (int) pay(i, 2);
        }
      }
    }

    void inASwitch(String key) {
      String value =
          switch (key) {
            case "one" -> key + count;
            case "two" -> {
              count++;
              yield "" + 2L + 0.5;
            }
            default -> throw new IllegalStateException(key);
          };
      pay(value, count == 1);
    }

    void byACast() {
      ((Fixture) (Object) this).pay();
    }

    void byAReference() {
      IntConsumer later = this::pay;
      later.accept(1);
    }

    void inALambdaOfItsOwn() {
      Runnable later = () -> pay(1, other);
      later.run();
    }

    // and on another object

    void onAField() {
      other.pay();
    }

    void onAFieldWithThisAsArgument() {
      other.pay(this, count > 1 ? this : other, this.count);
    }

    void onAParameter(Fixture parameter) {
      parameter.pay();
    }

    void onOneOrTheOther() {
      (count > 1 ? this : other).pay();
    }

    void onAResult() {
      self().pay();
    }

    private Fixture self() {
      return this;
    }

    void byAReferenceToAnother() {
      IntConsumer later = other::pay;
      later.accept(1);
    }

    static void inAStaticMethod(Fixture parameter) {
      parameter.pay();
    }
  }

  private static Stream<MethodCall> calls(String from, String name) {
    Method method =
        Stream.of(ReflectionUtils.getAllDeclaredMethods(Fixture.class))
            .filter(each -> each.getName().equals(from))
            .findFirst()
            .orElseThrow();
    return new MethodCalls()
        .of(Fixture.class, method).stream().filter(call -> call.name().equals(name));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "directly",
        "inAPrivateHelper",
        "inAStaticHelper",
        "inALambda",
        "inALambdaThatCapturesNothingOfThis",
        "inALambdaInALambda",
        "byAMethodReference",
        "byAReferenceToAHelper",
        "inAnInheritedMethod",
        "inherited",
        "inTheOverriddenMethod",
        "inADefaultMethod"
      })
  void aCallIsFound(String from) {
    assertThat(calls(from, "hit"))
        .containsExactly(new MethodCall(Target.class.getName(), "hit", "()V", false, false));
  }

  @ParameterizedTest
  @ValueSource(strings = {"notInAnOverriddenMethod", "notInAnotherObject", "notInAConstructor"})
  void whatOtherCodeCallsIsNot(String from) {
    assertThat(calls(from, "hit")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "plain",
        "withAConditionalArgument",
        "withArithmetic",
        "withOthersAsArguments",
        "afterAnAssignmentInAnAssignment",
        "inATry",
        "inALoop",
        "inASwitch",
        "byACast",
        "byAReference",
        "inALambdaOfItsOwn"
      })
  void aCallOnThisIsToldAsSuch(String from) {
    assertThat(calls(from, "pay").map(MethodCall::onThis)).isNotEmpty().containsOnly(true);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "onAField",
        "onAFieldWithThisAsArgument",
        "onAParameter",
        "onOneOrTheOther",
        "onAResult",
        "byAReferenceToAnother",
        "inAStaticMethod"
      })
  void aCallOnAnotherObjectIsNot(String from) {
    assertThat(calls(from, "pay").map(MethodCall::onThis)).containsExactly(false);
  }

  @Test
  void aClassOfTheJdkIsNotLookedInto() throws Exception {
    assertThat(new MethodCalls().of(ArrayList.class, ArrayList.class.getMethod("trimToSize")))
        .isEmpty();
  }

  @Test
  void aClassMadeAtRunTimeHasNoFileAndNoCalls() throws Exception {
    Target lambda = () -> calls("plain", "pay");
    Class<?> type = lambda.getClass();
    assertThat(new MethodCalls().of(type, type.getMethod("hit"))).isEmpty();
  }
}
