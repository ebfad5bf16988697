package io.github.retrystarter.woven;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.retrystarter.policy.RetryConfigurationException;
import io.github.retrystarter.support.CapturedLog;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.test.util.AopTestUtils;

/** Where the annotation may stand, and what is told where AspectJ does not see it. */
@Tag("load-time-weaving")
class WovenPlacementIT {

  private static int calls(Placed.Worker worker, Callable<String> call) {
    assertThatThrownBy(call::call).isInstanceOf(IOException.class);
    int calls = worker.work.calls();
    worker.work.reset();
    return calls;
  }

  private static String refusal(ApplicationContextRunner application) {
    String[] text = {""};
    application.run(
        context ->
            text[0] = String.valueOf(context.getStartupFailure()).replaceAll("(?s).*valid:\n", ""));
    return text[0];
  }

  @Test
  void anAnnotatedClassHasItsPublicMethodsRetriedAndNoOthers() {
    Woven.aspect()
        .run(
            context -> {
              Placed.OnClass worker = new Placed.OnClass();
              assertThat(calls(worker, worker::declared)).isEqualTo(4);
              assertThat(calls(worker, worker::notPublic)).isEqualTo(1);
              assertThatThrownBy(worker::toString).hasNoSuppressedExceptions();
              assertThat(worker.shown()).isEqualTo(1);
            });
  }

  @Test
  void aMethodThatCallsTheOneItOverridesIsRetriedOnce() {
    Woven.aspect()
        .run(
            context -> {
              Placed.Overriding byClass = new Placed.Overriding();
              assertThat(calls(byClass, byClass::declared)).isEqualTo(4);
              Placed.OverridingMethod byMethod = new Placed.OverridingMethod();
              assertThat(calls(byMethod, byMethod::declared)).isEqualTo(4);
            });
  }

  @Test
  void anAnnotatedInterfaceHasTheMethodsThatItDeclaresRetried() {
    try (CapturedLog log = new CapturedLog(logger())) {
      Woven.aspect()
          .withBean(Placed.Implementing.class)
          .run(
              context -> {
                Placed.Implementing worker = context.getBean(Placed.Implementing.class);
                assertThat(calls(worker, worker::declared)).isEqualTo(4);
                assertThat(calls(worker, worker::added)).isEqualTo(1);
              });
      assertThat(log.lines())
          .extracting(CapturedLog.Line::text)
          .containsExactly(
              "WARN @Retryable on io.github.retrystarter.woven.Placed.Implementing does not cover"
                  + " these public methods: added() is declared by no annotated class or interface,"
                  + " which AspectJ asks for");
    }
  }

  private static Class<?> logger() throws AssertionError {
    try {
      return Class.forName("io.github.retrystarter.aop.RetryableMethods");
    } catch (ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void anAnnotationThatAspectJDoesNotSeeStopsTheStart() {
    assertThat(refusal(Woven.aspect().withBean(Placed.ImplementingMethod.class)))
        .isEqualTo(
            """
                Method: io.github.retrystarter.woven.Placed.ImplementingMethod.declared()
                Reason: @Retryable has no effect: the method has it from a method that it overrides or implements, where AspectJ does not see it
                Action: Put @Retryable on the method itself too.
            """);
  }

  @Test
  void inProxyModeTheSameBeanIsRetried() {
    Woven.proxies()
        .withBean(Placed.ImplementingMethod.class)
        .run(
            context -> {
              Placed.ImplementingMethod worker = context.getBean(Placed.ImplementingMethod.class);
              Placed.Worker target = AopTestUtils.getTargetObject(worker);
              assertThat(calls(target, worker::declared)).isEqualTo(4);
            });
  }

  @Test
  void inProxyModeAWovenBeanIsRetriedByItsProxyAlone() {
    Woven.proxies()
        .withBean(Placed.OnMethod.class)
        .run(
            context -> {
              Placed.OnMethod worker = context.getBean(Placed.OnMethod.class);
              Placed.Worker target = AopTestUtils.getTargetObject(worker);
              assertThat(target).isNotSameAs(worker);
              assertThat(calls(target, worker::declared)).isEqualTo(4);
            });
  }

  @Test
  void aBeanThatIsMadeAtRunTimeHasAProxy() {
    AtomicInteger calls = new AtomicInteger();
    Woven.aspect()
        .withBean(
            Placed.OnInterfacesMethod.class,
            () ->
                () -> {
                  calls.incrementAndGet();
                  throw new IOException("broken");
                })
        .run(
            context -> {
              Placed.OnInterfacesMethod bean = context.getBean(Placed.OnInterfacesMethod.class);
              assertThatThrownBy(bean::declared).isInstanceOf(IOException.class);
              assertThat(calls).hasValue(4);
            });
  }

  @Test
  void whatIsWrongWithABeanStopsTheStart() {
    assertThat(refusal(Woven.aspect().withBean(Placed.Misspelt.class)))
        .contains("Reason: there is no policy \"paymnets\"");
  }

  @Test
  void whatIsWrongWithAnotherObjectIsToldByItsFirstCall() {
    Woven.aspect()
        .run(
            context ->
                assertThatThrownBy(() -> new Placed.Misspelt().callsHidden())
                    .isInstanceOf(RetryConfigurationException.class)
                    .hasMessageContaining("Annotation: @Retryable on Placed.Misspelt.hidden")
                    .hasMessageContaining("there is no policy \"paymnets\""));
  }

  @Test
  void aStaticMethodsFallbackIsStatic() {
    assertThat(refusal(Woven.aspect().withBean(Placed.InstanceFallback.class)))
        .isEqualTo(
            """
                Method: io.github.retrystarter.woven.Placed.InstanceFallback.ofTheClass()
                Reason: @Retryable(fallback = "instead"): no method of that name fits; found String instead()
                Action: Declare one of: static String instead(), static String instead(Throwable).
            """);
  }
}
