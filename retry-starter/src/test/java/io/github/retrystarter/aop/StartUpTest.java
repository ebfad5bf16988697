package io.github.retrystarter.aop;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.retrystarter.annotation.Retryable;
import io.github.retrystarter.autoconfigure.RetryAutoConfiguration;
import io.github.retrystarter.event.CallStats;
import io.github.retrystarter.event.StatsBook;
import io.github.retrystarter.time.Randomness;
import io.github.retrystarter.time.Time;
import io.github.retrystarter.time.VirtualTime;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.support.BeanDefinitionBuilder;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.OverridingClassLoader;
import org.springframework.resilience.annotation.EnableResilientMethods;
import org.springframework.retry.annotation.EnableRetry;

/** What is looked at when all beans are there, and what methods are called. */
@ExtendWith(OutputCaptureExtension.class)
class StartUpTest {

  private static final ApplicationContextRunner RUNNER =
      new ApplicationContextRunner()
          .withConfiguration(AutoConfigurations.of(RetryAutoConfiguration.class))
          .withBean(Time.class, VirtualTime::new)
          .withBean(Randomness.class, () -> () -> 0.5)
          .withPropertyValues("retry.policies.payments.delay=1s");

  @BeforeEach
  void noCallsYet() {
    Work.reset();
  }

  // Lazy beans

  @Lazy
  static class LazyWithUnknownPolicy {
    @Retryable("payment")
    public void pay() {}
  }

  @Test
  void aLazyBeansUnknownPolicyStopsTheStart() {
    RUNNER
        .withBean(LazyWithUnknownPolicy.class)
        .run(
            context ->
                assertThat(FailureText.of(context))
                    .isEqualTo(
                        """
                        The retry configuration is not valid:

                            Annotation: @Retryable on StartUpTest.LazyWithUnknownPolicy.pay
                            Value: "payment"
                            Origin: io.github.retrystarter.aop.StartUpTest.LazyWithUnknownPolicy.pay()
                            Reason: there is no policy "payment"
                            Legal: default, payments

                        Action: Did you mean "payments"?"""));
  }

  @Configuration(proxyBeanMethods = false)
  static class LazyByInterface {
    @Bean
    @Lazy
    Client client() {
      return new Impl();
    }
  }

  interface Client {
    @Retryable(fallback = "instead")
    String call();
  }

  static class Impl implements Client {
    Impl() {
      Work.create();
    }

    @Override
    public String call() {
      throw new IllegalStateException("broken");
    }

    @SuppressWarnings("UnusedMethod") // the fallback
    private String instead() {
      return "instead";
    }
  }

  @Test
  void aFallbackOfTheClassBehindALazyBeanTypedAsInterfaceIsFoundWithTheBean() {
    RUNNER
        .withUserConfiguration(LazyByInterface.class)
        .run(
            context -> {
              assertThat(context).hasNotFailed();
              assertThat(Work.created()).isZero();
              assertThat(context.getBean(Client.class).call()).isEqualTo("instead");
            });
  }

  @Lazy
  static class LazyBean {
    LazyBean() {
      Work.create();
    }

    @Retryable
    public void call() {}
  }

  @Test
  void aLazyBeanIsLookedAtButNotCreated() {
    RUNNER
        .withBean(LazyBean.class)
        .run(
            context -> {
              assertThat(Work.created()).isZero();
              assertThat(names(context)).containsExactly("StartUpTest.LazyBean.call");
            });
  }

  // Wrong imports

  static class BySpring {
    @org.springframework.resilience.annotation.Retryable
    public void call(String argument) {}

    public void plain() {}
  }

  @org.springframework.resilience.annotation.Retryable
  static class BySpringOnClass {
    public void call() {}
  }

  static class BySpringRetry {
    @org.springframework.retry.annotation.Retryable
    public void call(int argument) {}
  }

  @Configuration(proxyBeanMethods = false)
  @EnableResilientMethods
  static class SpringOn {}

  @Configuration(proxyBeanMethods = false)
  @EnableRetry
  static class SpringRetryOn {}

  private static List<String> warnings(CapturedOutput output) {
    return output
        .getAll()
        .lines()
        .filter(line -> line.contains("WARN"))
        .map(line -> line.substring(Math.max(0, line.indexOf("Not retried"))))
        .toList();
  }

  @Test
  void methodsWithSpringsAnnotationThatNothingActsOnAreNamedOnce(CapturedOutput output) {
    RUNNER
        .withBean(BySpring.class)
        .withBean(BySpringOnClass.class)
        .run(context -> assertThat(context).hasNotFailed());
    assertThat(warnings(output))
        .containsExactly(
            "Not retried:"
                + " io.github.retrystarter.aop.StartUpTest.BySpring.call(String),"
                + " io.github.retrystarter.aop.StartUpTest.BySpringOnClass. These carry"
                + " @org.springframework.resilience.annotation.Retryable, and nothing switches that"
                + " on. Import io.github.retrystarter.annotation.Retryable instead, or switch it on"
                + " with @EnableResilientMethods.");
  }

  @Test
  void methodsWithSpringsAnnotationAreNotNamedWhereItIsSwitchedOn(CapturedOutput output) {
    RUNNER
        .withUserConfiguration(SpringOn.class)
        .withBean(BySpring.class)
        .run(context -> assertThat(context).hasNotFailed());
    assertThat(output.getAll()).doesNotContain("Not retried");
  }

  static class ByBoth {
    @Retryable("payments")
    @org.springframework.resilience.annotation.Retryable
    public void call() {}
  }

  @Test
  void methodsThatBothWouldRetryAreNamed(CapturedOutput output) {
    RUNNER
        .withUserConfiguration(SpringOn.class)
        .withBean(ByBoth.class)
        .withBean(BySpring.class)
        .run(context -> assertThat(context).hasNotFailed());
    assertThat(output.getAll())
        .containsOnlyOnce(
            "Retried twice: io.github.retrystarter.aop.StartUpTest.ByBoth.call(). These carry"
                + " @org.springframework.resilience.annotation.Retryable too, and"
                + " @EnableResilientMethods switches it on: the calls multiply. Remove one of the"
                + " two.");
  }

  @Test
  void methodsWithSpringRetrysAnnotationThatNothingActsOnAreNamedOnce(CapturedOutput output) {
    RUNNER.withBean(BySpringRetry.class).run(context -> assertThat(context).hasNotFailed());
    assertThat(warnings(output))
        .containsExactly(
            "Not retried:"
                + " io.github.retrystarter.aop.StartUpTest.BySpringRetry.call(int). These carry"
                + " @org.springframework.retry.annotation.Retryable, and nothing switches that on."
                + " Import io.github.retrystarter.annotation.Retryable instead, or switch it on"
                + " with @EnableRetry.");
  }

  @Test
  void methodsWithSpringRetrysAnnotationAreNotNamedWhereItIsSwitchedOn(CapturedOutput output) {
    RUNNER
        .withUserConfiguration(SpringRetryOn.class)
        .withBean(BySpringRetry.class)
        .run(context -> assertThat(context).hasNotFailed());
    assertThat(output.getAll()).doesNotContain("Not retried");
  }

  // Classes that can't be read

  static class Optional {}

  static class UsesOptional {
    public Optional find() {
      return new Optional();
    }
  }

  /** Loads one class itself, and lacks another that it needs. */
  static final class Incomplete extends OverridingClassLoader {
    Incomplete() {
      super(StartUpTest.class.getClassLoader());
    }

    @Override
    protected boolean isEligibleForOverriding(String name) {
      return name.equals(UsesOptional.class.getName());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (name.equals(Optional.class.getName())) {
        throw new ClassNotFoundException(name);
      }
      return super.loadClass(name, resolve);
    }
  }

  @Test
  void aLazyBeanOfWhichAnOptionalLibraryIsMissingDoesNotStopTheStart() throws Exception {
    Class<?> type = new Incomplete().loadClass(UsesOptional.class.getName());
    RUNNER
        .withInitializer(
            context ->
                ((BeanDefinitionRegistry) context)
                    .registerBeanDefinition(
                        "incomplete",
                        BeanDefinitionBuilder.rootBeanDefinition(type)
                            .setLazyInit(true)
                            .getBeanDefinition()))
        .run(context -> assertThat(context).hasNotFailed());
  }

  // Names

  private static List<String> names(ApplicationContext context) {
    return context.getBean(StatsBook.class).all().stream().map(CallStats::method).toList();
  }

  static class Inner {
    @Retryable
    public void create() {}
  }

  @Test
  void aNestedClassIsNamedWithItsOuterOnes() {
    RUNNER
        .withBean(Inner.class)
        .run(context -> assertThat(names(context)).containsExactly("StartUpTest.Inner.create"));
  }

  @Test
  void aTopLevelClassIsNamedByItsSimpleName() {
    RUNNER
        .withBean(Twin.class)
        .run(context -> assertThat(names(context)).containsExactly("Twin.call"));
  }

  @Test
  void classesThatShareASimpleNameAreNamedInFull() {
    RUNNER
        .withBean("first", Twin.class)
        .withBean("second", io.github.retrystarter.aop.elsewhere.Twin.class)
        .run(
            context ->
                assertThat(names(context))
                    .containsExactly(
                        "io.github.retrystarter.aop.Twin.call",
                        "io.github.retrystarter.aop.elsewhere.Twin.call"));
  }

  @Test
  void classesThatShareASimpleNameAreNamedInFullInTheOtherOrderToo() {
    RUNNER
        .withBean(
            "first",
            io.github.retrystarter.aop.elsewhere.Twin.class,
            io.github.retrystarter.aop.elsewhere.Twin::new,
            bean -> bean.setLazyInit(true))
        .withBean("second", Twin.class)
        .run(
            context ->
                assertThat(names(context))
                    .containsExactly(
                        "io.github.retrystarter.aop.Twin.call",
                        "io.github.retrystarter.aop.elsewhere.Twin.call"));
  }

  @Test
  void interfacesThatShareASimpleNameAreNamedInFull() {
    RUNNER
        .withBean("first", TwinClient.class, () -> Reachable.withoutTarget(TwinClient.class))
        .withBean(
            "second",
            io.github.retrystarter.aop.elsewhere.TwinClient.class,
            () -> Reachable.withoutTarget(io.github.retrystarter.aop.elsewhere.TwinClient.class))
        .run(
            context ->
                assertThat(names(context))
                    .containsExactly(
                        "io.github.retrystarter.aop.TwinClient.call",
                        "io.github.retrystarter.aop.elsewhere.TwinClient.call"));
  }

  @Test
  void aBeanWithoutAClassOfTheUsersIsNamedByItsInterface() {
    RUNNER
        .withBean("one", TwinClient.class, () -> Reachable.withoutTarget(TwinClient.class))
        .withBean("two", Reachable.Function.class, () -> Work::run)
        .run(
            context ->
                assertThat(names(context))
                    .containsExactly("TwinClient.call", "Reachable.Function.call"));
  }

  static class Overloads {
    @Retryable
    public void same(String argument) {}

    @Retryable
    public void same(int argument) {}

    @Retryable("payments")
    public void differing(String argument) {}

    @Retryable
    public void differing(int[] argument, List<String> more) {}
  }

  @Test
  void overloadsAreNamedWithParametersWhereTheirPoliciesDiffer() {
    RUNNER
        .withBean(Overloads.class)
        .run(
            context ->
                assertThat(names(context))
                    .containsExactlyInAnyOrder(
                        "StartUpTest.Overloads.same",
                        "StartUpTest.Overloads.differing(String)",
                        "StartUpTest.Overloads.differing(int[],List)"));
  }
}
