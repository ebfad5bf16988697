package io.github.retrystarter.woven;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.retrystarter.CircuitOpenException;
import io.github.retrystarter.RetryInfo;
import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.aop.support.AopUtils;

/** Methods and objects that no proxy reaches, in classes that AspectJ's agent has woven. */
@Tag("load-time-weaving")
class LoadTimeWeavingIT {

  private interface Call {
    String on(Shapes shapes, String with) throws Exception;
  }

  @SuppressWarnings("ImmutableEnumChecker")
  private enum Shape {
    PUBLIC(Shapes::open),
    PRIVATE(Shapes::callsHidden),
    SELF_INVOKED(Shapes::callsItself),
    SELF_INVOKED_IN_A_LAMBDA(Shapes::callsItselfInALambda),
    PACKAGE_PRIVATE(Shapes::ofThePackage),
    FINAL(Shapes::sealedOff),
    STATIC((shapes, with) -> Shapes.ofTheClass(with)),
    META_ANNOTATED(Shapes::byMeta),
    META_META_ANNOTATED(Shapes::byMetaOfMeta),
    /** One layer gives up for both. */
    RETRYABLE_IN_RETRYABLE(Shapes::outer);

    private final Call call;

    Shape(Call call) {
      this.call = call;
    }

    String on(Shapes shapes) throws Exception {
      return call.on(shapes, "tea");
    }

    Flaky work(Shapes shapes) {
      return this == STATIC ? Flaky.STATIC : shapes.work;
    }
  }

  @BeforeEach
  void reset() {
    Flaky.STATIC.reset();
  }

  @ParameterizedTest
  @EnumSource
  void ofAnObjectThatSpringDoesNotManageItIsRetried(Shape shape) {
    Woven.aspect()
        .run(
            context -> {
              assertThat(context).hasNotFailed();
              Shapes shapes = new Shapes();
              shape.work(shapes).failing(2);
              assertThat(shape.on(shapes)).isEqualTo("tea at 3");
            });
  }

  @ParameterizedTest
  @EnumSource
  void ofABeanItIsRetriedExactlyAsOftenAsThePolicySays(Shape shape) {
    Woven.aspect()
        .withBean(Shapes.class)
        .run(
            context -> {
              assertThat(context).hasNotFailed();
              Shapes shapes = context.getBean(Shapes.class);
              assertThat(AopUtils.isAopProxy(shapes)).isFalse();
              assertThatThrownBy(() -> shape.on(shapes))
                  .isInstanceOf(IOException.class)
                  .satisfies(
                      failure ->
                          assertThat(RetryInfo.of(failure).orElseThrow().attempts()).isEqualTo(4));
              assertThat(shape.work(shapes).calls()).isEqualTo(4);
            });
  }

  @ParameterizedTest
  @EnumSource
  void inProxyModeTheAspectIsSilent(Shape shape) {
    Woven.proxies()
        .run(
            context -> {
              Shapes shapes = new Shapes();
              assertThatThrownBy(() -> shape.on(shapes))
                  .isInstanceOf(IOException.class)
                  .hasNoSuppressedExceptions();
              assertThat(shape.work(shapes).calls()).isEqualTo(1);
            });
  }

  @ParameterizedTest
  @EnumSource
  void whereRetriesAreDisabledTheAspectIsSilent(Shape shape) {
    Woven.aspect()
        .withPropertyValues("retry.enabled=false")
        .run(
            context -> {
              Shapes shapes = new Shapes();
              assertThatThrownBy(() -> shape.on(shapes)).hasNoSuppressedExceptions();
              assertThat(shape.work(shapes).calls()).isEqualTo(1);
            });
  }

  @Test
  void primitiveArgumentsAndResultsPassThrough() {
    Woven.aspect()
        .run(
            context -> {
              Shapes shapes = new Shapes();
              shapes.work.failing(1);
              assertThat(shapes.primitive(7, 0.5)).isEqualTo("7 0.5 at 2".length());
            });
  }

  @Test
  void anotherAspectRunsInEachAttemptWithTheCallersArguments() {
    Woven.aspect()
        .run(
            context -> {
              Shapes shapes = new Shapes();
              shapes.work.failing(2);
              assertThat(shapes.stamped("tea")).isEqualTo("tea! at 3");
              assertThat(shapes.work.all()).containsExactly("tea!", "tea!", "tea!");
            });
  }

  @Test
  void aPrivateFallbackAnswersForAPrivateMethod() {
    Woven.aspect()
        .run(
            context -> {
              Shapes shapes = new Shapes();
              assertThat(shapes.callsWithFallback("tea")).isEqualTo("tea instead of broken 2");
              assertThat(shapes.work.calls()).isEqualTo(2);
            });
  }

  @Test
  void aStaticFallbackAnswersForAStaticMethod() {
    Woven.aspect()
        .run(
            context -> {
              assertThat(Shapes.staticWithFallback("tea")).isEqualTo("tea instead");
              assertThat(Flaky.STATIC.calls()).isEqualTo(2);
            });
  }

  @Test
  void anOpenBreakerTurnsAPrivateMethodsCallsAway() {
    Woven.aspect()
        .run(
            context -> {
              Shapes shapes = new Shapes();
              assertThatThrownBy(() -> shapes.callsGuarded("tea")).isInstanceOf(IOException.class);
              assertThat(shapes.work.calls()).isEqualTo(2);
              assertThatThrownBy(() -> shapes.callsGuarded("tea"))
                  .isInstanceOf(CircuitOpenException.class);
              assertThat(shapes.work.calls()).isEqualTo(2);
            });
  }
}
