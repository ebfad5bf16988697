package io.github.retrystarter.aop;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.retrystarter.annotation.Retryable;
import io.github.retrystarter.autoconfigure.RetryAutoConfiguration;
import io.github.retrystarter.support.CapturedLog;
import java.util.List;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

/** The WARN about an object that calls its own retryable methods, past its proxy. */
class SelfInvocationsTest {

  private final CapturedLog log = new CapturedLog(SelfInvocations.class);

  private final ApplicationContextRunner runner =
      new ApplicationContextRunner()
          .withConfiguration(AutoConfigurations.of(RetryAutoConfiguration.class));

  @AfterEach
  void restoreTheLog() {
    log.close();
  }

  private List<String> warnings(Class<?> bean, String... properties) {
    runner
        .withPropertyValues(properties)
        .withBean(bean)
        .run(context -> assertThat(context).hasNotFailed());
    return log.lines().stream().map(CapturedLog.Line::text).toList();
  }

  private static String warning(Class<?> bean, String calls) {
    return "WARN io.github.retrystarter.aop.SelfInvocationsTest.%s calls @Retryable methods of its own: %s. Such calls pass no proxy and are not retried. Make them through another bean, or through a reference to itself that is injected with @Lazy, or set retry.mode: aspectj."
        .formatted(bean.getSimpleName(), calls);
  }

  static class Orders {
    @Retryable
    void reserve(int count) {}

    void place() {
      reserve(1);
    }
  }

  @Test
  void aCallOnTheSameObjectIsToldWithCallerAndCallee() {
    assertThat(warnings(Orders.class))
        .containsExactly(warning(Orders.class, "place() calls reserve(int)"));
  }

  @Test
  void nothingIsToldWhereNothingIsRetried() {
    assertThat(warnings(Orders.class, "retry.enabled=false")).isEmpty();
  }

  static class Several {
    @Retryable
    void load() {}

    @Retryable
    void save() {}

    void sync() {
      save();
      load();
      save();
    }

    void refresh(String what, int... how) {
      load();
    }
  }

  @Test
  void allCallersOfAClassAreToldInOneLine() {
    assertThat(warnings(Several.class))
        .containsExactly(
            warning(
                Several.class,
                "refresh(String,int[]) calls load(); sync() calls save() and load()"));
  }

  static class Overloads {
    @Retryable
    void reserve(int count) {}

    void reserve(String what) {
      reserve(1);
    }

    void place() {
      reserve("tea");
    }
  }

  @Test
  void overloadsAreToldApart() {
    assertThat(warnings(Overloads.class))
        .containsExactly(warning(Overloads.class, "reserve(String) calls reserve(int)"));
  }

  @SuppressWarnings({"UnusedVariable", "UnnecessaryLambda"})
  static class Lambdas {
    private final Runnable field = () -> reserve(1);

    @Retryable
    public void reserve(int count) {}

    void inALambda() {
      Runnable later = () -> reserve(1);
      later.run();
    }

    void inALambdaInALambda() {
      Runnable later =
          () -> {
            Runnable evenLater = () -> reserve(1);
            evenLater.run();
          };
      later.run();
    }

    void byReference() {
      IntConsumer later = this::reserve;
      later.accept(1);
    }
  }

  @Test
  void aLambdasCallIsThatOfTheMethodAroundIt() {
    assertThat(warnings(Lambdas.class))
        .containsExactly(
            warning(
                Lambdas.class,
                "byReference() calls reserve(int); inALambda() calls reserve(int);"
                    + " inALambdaInALambda() calls reserve(int); the constructor() calls"
                    + " reserve(int)"));
  }

  static class Helpers {
    @Retryable
    void reserve() {}

    private void helper() {
      reserve();
    }

    void place() {
      helper();
    }
  }

  @Test
  void theMethodThatCallsIsToldNotThoseThatCallThatOne() {
    assertThat(warnings(Helpers.class))
        .containsExactly(warning(Helpers.class, "helper() calls reserve()"));
  }

  static class Base {
    @Retryable
    void reserve() {}

    void place() {
      reserve();
    }

    void overridden() {
      reserve();
    }

    private void hidden() {
      reserve();
    }

    void callsHidden() {
      hidden();
    }
  }

  static class Derived extends Base {
    @Override
    void overridden() {}
  }

  @Test
  void aCallerInASuperclassIsToldWithItsClass() {
    assertThat(warnings(Derived.class))
        .containsExactly(
            warning(
                Derived.class,
                "SelfInvocationsTest.Base.hidden() calls SelfInvocationsTest.Base.reserve();"
                    + " SelfInvocationsTest.Base.place() calls SelfInvocationsTest.Base.reserve()"));
  }

  static class Extending extends Base {
    @Override
    void overridden() {
      super.overridden();
    }

    @Override
    void place() {}

    @Override
    void callsHidden() {
      super.reserve();
    }
  }

  @Test
  void whatIsCalledBySuperBelongsToTheCaller() {
    assertThat(warnings(Extending.class))
        .containsExactly(
            warning(
                Extending.class,
                "SelfInvocationsTest.Base.hidden() calls SelfInvocationsTest.Base.reserve();"
                    + " callsHidden() calls SelfInvocationsTest.Base.reserve();"
                    + " overridden() calls SelfInvocationsTest.Base.reserve()"));
  }

  static class Plain {
    @Retryable
    void reserve() {}
  }

  static class Overriding extends Plain {
    @Override
    void reserve() {
      super.reserve();
    }

    void around() {
      super.reserve();
    }
  }

  interface Port {
    @Retryable
    void send(String parcel);

    default void sendTwice(String parcel) {
      send(parcel);
      send(parcel);
    }
  }

  static class Sender implements Port {
    @Override
    public void send(String parcel) {}
  }

  @Test
  void aDefaultMethodOfAnInterfaceIsACallerToo() {
    assertThat(warnings(Sender.class))
        .containsExactly(
            warning(Sender.class, "SelfInvocationsTest.Port.sendTwice(String) calls send(String)"));
  }

  interface Generic<T> {
    void send(T parcel);
  }

  abstract static class Template<T> implements Generic<T> {
    void sendBoth(T one, T other) {
      send(one);
      send(other);
    }
  }

  static class Filled extends Template<String> {
    @Override
    @Retryable
    public void send(String parcel) {}
  }

  @Test
  void aCallThroughAGenericTypeIsFollowedToItsMethod() {
    assertThat(warnings(Filled.class))
        .containsExactly(
            warning(
                Filled.class,
                "SelfInvocationsTest.Template.sendBoth(Object,Object) calls send(String)"));
  }

  @Retryable
  static class ByClass {
    public void outer() {
      inner();
    }

    public void inner() {}

    void hidden() {}

    public void callsHidden() {
      hidden();
    }
  }

  @Test
  void aRetryableMethodThatCallsAnotherIsToldToo() {
    assertThat(warnings(ByClass.class))
        .containsExactly(warning(ByClass.class, "outer() calls inner()"));
  }

  static class Recursive {
    @Retryable
    void reserve(int depth) {
      if (depth > 0) {
        reserve(depth - 1);
      }
    }
  }

  static class Others {
    private final Others other = this;

    @Retryable
    void reserve() {}

    void onAField() {
      other.reserve();
    }

    void onAParameter(Others parameter) {
      Runnable later = parameter::reserve;
      later.run();
      parameter.reserve();
    }

    static void inAStaticMethod(Others parameter) {
      parameter.reserve();
    }

    void onANewOne() {
      new Others().reserve();
    }
  }

  @ParameterizedTest
  @ValueSource(classes = {Recursive.class, Others.class, Overriding.class, Plain.class})
  void nothingIsToldOf(Class<?> bean) {
    assertThat(warnings(bean)).isEmpty();
  }
}
