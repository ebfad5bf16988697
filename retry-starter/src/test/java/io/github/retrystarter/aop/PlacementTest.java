package io.github.retrystarter.aop;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.retrystarter.annotation.Retryable;
import io.github.retrystarter.autoconfigure.RetryAutoConfiguration;
import io.github.retrystarter.event.Outcome;
import io.github.retrystarter.event.StatsBook;
import io.github.retrystarter.time.Randomness;
import io.github.retrystarter.time.Time;
import io.github.retrystarter.time.VirtualTime;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.aop.framework.AopContext;
import org.springframework.aop.support.AopUtils;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.EnableAspectJAutoProxy;

/** Where the annotation may stand. Each row works, or stops the start. */
@ExtendWith(OutputCaptureExtension.class)
class PlacementTest {

  private static final String INTERFACES = "spring.aop.proxy-target-class=false";

  private static final ApplicationContextRunner RUNNER =
      new ApplicationContextRunner()
          .withConfiguration(AutoConfigurations.of(RetryAutoConfiguration.class))
          .withBean(Time.class, VirtualTime::new)
          .withBean(Randomness.class, () -> () -> 0.5);

  @BeforeEach
  void noCallsYet() {
    Work.reset();
  }

  /** A row that works: the work fails twice, and is called three times. */
  record Works(
      String placement,
      UnaryOperator<ApplicationContextRunner> context,
      Function<ApplicationContext, Object> call) {

    Works with(UnaryOperator<ApplicationContextRunner> more) {
      return new Works(placement, runner -> more.apply(context.apply(runner)), call);
    }

    Works withInterfaces() {
      return with(runner -> runner.withPropertyValues(INTERFACES));
    }

    Works withOtherAdvice() {
      return with(
          runner ->
              runner
                  .withConfiguration(AutoConfigurations.of(AopAutoConfiguration.class))
                  .withUserConfiguration(Reachable.OtherAdvice.class));
    }

    @Override
    public String toString() {
      return placement;
    }
  }

  private static <T> Works bean(String placement, Class<T> type, Function<T, Object> call) {
    return seenAs(placement, type, type, call);
  }

  private static <B extends T, T> Works seenAs(
      String placement, Class<B> type, Class<T> seenAs, Function<T, Object> call) {
    return new Works(
        placement,
        runner -> runner.withBean("subject", type),
        context -> call.apply(context.getBean("subject", seenAs)));
  }

  private static <T> Works made(
      String placement, Class<T> type, Supplier<T> bean, Function<T, Object> call) {
    return new Works(
        placement,
        runner -> runner.withBean("subject", type, bean),
        context -> call.apply(context.getBean("subject", type)));
  }

  private static <T> Works configured(
      String placement,
      Class<?> configuration,
      String name,
      Class<T> seenAs,
      Function<T, Object> call) {
    return new Works(
        placement,
        runner -> runner.withUserConfiguration(configuration),
        context -> call.apply(context.getBean(name, seenAs)));
  }

  static Stream<Works> works() {
    return Stream.of(
        bean("a method", Reachable.OnMethod.class, Reachable.OnMethod::call),
        bean("a class", Reachable.OnClass.class, Reachable.OnClass::call),
        bean(
            "a package-private method",
            Reachable.PackagePrivate.class,
            Reachable.PackagePrivate::call),
        bean("a protected method", Reachable.Protected.class, Reachable.Protected::call),
        bean(
            "a method's own annotation replaces the class's",
            Reachable.OwnReplacesClass.class,
            Reachable.OwnReplacesClass::call),
        bean("one of two overloads", Reachable.OneOverload.class, Reachable.OneOverload::call),
        made(
            "a method of a generic class",
            Object.class,
            () -> new Reachable.Generic<>("done"),
            bean -> ((Reachable.Generic<?>) bean).call()),
        bean(
            "an interface's method",
            Reachable.ByInterfaceMethod.class,
            Reachable.ByInterfaceMethod::call),
        bean("an interface", Reachable.ByInterface.class, Reachable.ByInterface::call),
        bean(
            "an interface, for a method that the class adds",
            Reachable.ByInterface.class,
            Reachable.ByInterface::added),
        bean(
            "an interface's default method",
            Reachable.ByDefaultMethod.class,
            Reachable.ByDefaultMethod::call),
        bean(
            "a class, for an interface's default method",
            Reachable.ClassOverDefaultMethod.class,
            Reachable.ClassOverDefaultMethod::call),
        bean(
            "an interface's method that a superclass implements without knowing it",
            Reachable.ByUnawareSuperclass.class,
            Reachable.ByUnawareSuperclass::call),
        bean("a superclass's method", Reachable.Inherits.class, Reachable.Inherits::call),
        bean(
            "a method that is overridden without it",
            Reachable.Overrides.class,
            Reachable.Overrides::call),
        bean("a superclass", Reachable.Adds.class, Reachable.Adds::call),
        bean(
            "a superclass, for a method that the subclass adds",
            Reachable.Adds.class,
            Reachable.Adds::added),
        bean("an abstract method", Reachable.Concrete.class, Reachable.Concrete::call),
        bean(
            "a package-private class's method, bridged in its public subclass",
            Reachable.Visible.class,
            Reachable.Visible::call),
        seenAs(
            "a generic interface's method, called by its bridge",
            Reachable.OfStrings.class,
            Object.class,
            PlacementTest::callInterface),
        seenAs(
            "the implementation of a generic superclass's method, called by its bridge",
            Reachable.ExtendsGeneric.class,
            Object.class,
            PlacementTest::callSuperclass),
        bean(
            "an annotation of one's own, with an attribute",
            Reachable.ByMetaAnnotation.class,
            Reachable.ByMetaAnnotation::call),
        configured(
            "the class behind a bean typed as interface",
            Reachable.TypedAsInterface.class,
            "call",
            Reachable.Call.class,
            Reachable.Call::call),
        seenAs(
            "a final class's method of an interface",
            Reachable.Closed.class,
            Reachable.Call.class,
            Reachable.Call::call),
        seenAs(
            "a sealed class's method of an interface",
            Reachable.OnlyOne.class,
            Reachable.Call.class,
            Reachable.Call::call),
        made(
            "a record's method of an interface",
            Reachable.Call.class,
            () -> new Reachable.AsRecord("done"),
            Reachable.Call::call),
        made(
            "a class that has constructors with arguments only",
            Reachable.ConstructorArguments.class,
            () -> new Reachable.ConstructorArguments("done "),
            Reachable.ConstructorArguments::call),
        made(
            "an interface's method of a class that has private constructors only",
            Reachable.Call.class,
            Reachable.PrivateConstructor::create,
            Reachable.Call::call),
        configured(
            "a prototype",
            Reachable.Prototype.class,
            "prototype",
            Reachable.OnMethod.class,
            Reachable.OnMethod::call),
        configured(
            "a prototype behind a scoped proxy, retried once",
            Reachable.ScopedProxy.class,
            "scoped",
            Reachable.OnMethod.class,
            Reachable.OnMethod::call),
        bean("a lazy bean", Reachable.LazyBean.class, Reachable.LazyBean::call),
        new Works(
            "a configuration class's method",
            runner -> runner.withUserConfiguration(Reachable.OnConfiguration.class),
            context -> context.getBean(Reachable.OnConfiguration.class).call()),
        new Works(
            "the product of a FactoryBean",
            runner -> runner.withBean("subject", Reachable.Product.class),
            context -> context.getBean("subject", Reachable.OnMethod.class).call()),
        new Works(
            "a FactoryBean's own method",
            runner -> runner.withBean("subject", Reachable.FactoryItself.class),
            context -> context.getBean("&subject", Reachable.FactoryItself.class).call()),
        configured(
            "a bean under two names, advised once",
            Reachable.TwoNames.class,
            "second",
            Reachable.OnMethod.class,
            Reachable.OnMethod::call),
        configured(
            "a bean and a proxy around it, advised once",
            Reachable.ProxyAroundTheBean.class,
            "outer",
            Reachable.OnMethod.class,
            Reachable.OnMethod::call),
        configured(
            "a bean that wishes to be seen by its interfaces",
            Reachable.WishesInterfaces.class,
            "wishes",
            Reachable.OnInterfaceMethod.class,
            bean -> interfacesOnly(bean, Reachable.OnInterfaceMethod::call)),
        seenAs(
                "the implementation behind a proxy of interfaces",
                Reachable.ImplementationOnly.class,
                Reachable.Call.class,
                bean -> interfacesOnly(bean, Reachable.Call::call))
            .withInterfaces(),
        seenAs(
                "the implementation behind a proxy of interfaces made for another advice",
                Reachable.ImplementationOnly.class,
                Reachable.Call.class,
                bean -> interfacesOnly(bean, Reachable.Call::call))
            .withInterfaces()
            .withOtherAdvice(),
        seenAs(
                "a generic interface behind a proxy of interfaces",
                Reachable.OfStrings.class,
                Object.class,
                bean -> interfacesOnly(bean, PlacementTest::callInterface))
            .withInterfaces(),
        bean(
                "a class without interfaces where proxies of interfaces are wished",
                Reachable.OnMethod.class,
                Reachable.OnMethod::call)
            .withInterfaces(),
        bean(
                "a class behind a proxy made for another advice",
                Reachable.OnMethod.class,
                Reachable.OnMethod::call)
            .withOtherAdvice(),
        bean(
                "a method that returns a future, run by @Async",
                Reachable.AsyncFuture.class,
                bean -> bean.call().thenApply(value -> (Object) value).join())
            .with(runner -> runner.withUserConfiguration(Reachable.AsyncInPlace.class)),
        made(
            "an interface's method, with a proxy that has no target",
            Reachable.OnInterfaceMethod.class,
            () -> Reachable.withoutTarget(Reachable.OnInterfaceMethod.class),
            Reachable.OnInterfaceMethod::call),
        made(
            "an interface, with a proxy that has no target",
            Reachable.OnInterface.class,
            () -> Reachable.withoutTarget(Reachable.OnInterface.class),
            Reachable.OnInterface::call),
        made(
            "an interface's method that another one inherits, with a proxy of both without target",
            Reachable.Narrower.class,
            () ->
                Reachable.withoutTarget(
                    Reachable.Narrower.class, Reachable.OnInterfaceMethod.class),
            Reachable.Narrower::call),
        made(
            "an interface's method, with a proxy of the JDK's",
            Reachable.OnInterfaceMethod.class,
            Reachable::plainProxy,
            Reachable.OnInterfaceMethod::call),
        made(
            "a functional interface's method, with a lambda",
            Reachable.Function.class,
            () -> Work::run,
            Reachable.Function::call));
  }

  @ParameterizedTest
  @MethodSource
  void works(Works row) {
    row.context()
        .apply(RUNNER)
        .run(
            context -> {
              assertThat(context).hasNotFailed();
              assertThat(row.call().apply(context)).isEqualTo("done");
              assertThat(Work.calls()).isEqualTo(3);
              // One call, not one within another.
              assertThat(ended(context, Outcome.SUCCESS_AFTER_RETRY)).isEqualTo(1);
              assertThat(ended(context, Outcome.SUCCESS)).isZero();
            });
  }

  private static long ended(ApplicationContext context, Outcome outcome) {
    return context.getBean(StatsBook.class).all().stream()
        .mapToLong(stats -> stats.calls(outcome))
        .sum();
  }

  private static <T> Object interfacesOnly(T bean, Function<T, Object> call) {
    assertThat(AopUtils.isJdkDynamicProxy(bean)).isTrue();
    return call.apply(bean);
  }

  @SuppressWarnings("unchecked")
  private static Object callInterface(Object bean) {
    return ((Reachable.GenericInterface<Object>) bean).call("argument");
  }

  @SuppressWarnings("unchecked")
  private static Object callSuperclass(Object bean) {
    return ((Reachable.GenericClass<Object>) bean).call("argument");
  }

  /** A row that stops the start; all of what Boot then prints. */
  record Stops(
      String placement,
      UnaryOperator<ApplicationContextRunner> context,
      String problems,
      String action) {

    @Override
    public String toString() {
      return placement;
    }
  }

  private static Stops stops(
      String placement, Class<?> type, String method, String obstacle, String action) {
    return stops(
        placement,
        runner -> runner.withBean("subject", type),
        method,
        "@Retryable has no effect: the method " + obstacle,
        action);
  }

  private static Stops stops(
      String placement,
      UnaryOperator<ApplicationContextRunner> context,
      String method,
      String reason,
      String action) {
    return new Stops(
        placement,
        context,
        """
            Method: io.github.retrystarter.aop.%s
            Reason: %s
        """
            .formatted(method, reason),
        action);
  }

  private static final String NO_INTERFACE =
      "@Retryable has no effect: the bean's proxy implements its interfaces, and none of them"
          + " declares the method";
  private static final String DECLARE =
      "Declare the method in an interface, or set spring.aop.proxy-target-class: true.";
  private static final String PRIVATE = "is private: no proxy can intercept it";
  private static final String NOT_PRIVATE = "Make it public, protected or package-private.";
  private static final String OTHER_FUTURE =
      ": what the starter returns is a CompletableFuture, and can't be one";
  private static final String DECLARE_FUTURE =
      "Declare it to return CompletableFuture, CompletionStage or Future.";

  static Stream<Stops> stops() {
    return Stream.of(
        stops(
            "a private method",
            Unreachable.PrivateMethod.class,
            "Unreachable.PrivateMethod.call()",
            PRIVATE,
            NOT_PRIVATE),
        stops(
            "a superclass's private method",
            Unreachable.PrivateInSuperclass.class,
            "Unreachable.PrivateInSuperclass.call()",
            PRIVATE,
            NOT_PRIVATE),
        stops(
            "a lazy bean's private method",
            Unreachable.LazyBean.class,
            "Unreachable.LazyBean.call()",
            PRIVATE,
            NOT_PRIVATE),
        stops(
            "a private method of a FactoryBean's product",
            Unreachable.Product.class,
            "Unreachable.PrivateMethod.call()",
            PRIVATE,
            NOT_PRIVATE),
        stops(
            "a static method",
            Unreachable.StaticMethod.class,
            "Unreachable.StaticMethod.call()",
            "is static: no proxy can intercept it",
            "Make it an instance method."),
        stops(
            "a final method",
            Unreachable.FinalMethod.class,
            "Unreachable.FinalMethod.call()",
            "is final: no proxy can override it",
            "Make it non-final (in Kotlin: open), or declare it in an interface of a final class."),
        stops(
            "a final method of an interface",
            Unreachable.FinalMethodOfInterface.class,
            "Unreachable.FinalMethodOfInterface.call()",
            "is final: the proxy that extends its class can't override it",
            "Make it non-final."),
        stops(
            "a final class without interface",
            Unreachable.FinalClass.class,
            "Unreachable.FinalClass.call()",
            "belongs to a final class and is not declared by an interface: no proxy can intercept"
                + " it",
            "Make the class non-final (in Kotlin: open), or declare the method in an interface."),
        stops(
            "a final class's method that its interface does not have",
            Unreachable.FinalClassWithInterface.class,
            "Unreachable.FinalClassWithInterface.other(int)",
            "belongs to a final class and is not declared by an interface: no proxy can intercept"
                + " it",
            "Make the class non-final (in Kotlin: open), or declare the method in an interface."),
        stops(
            "a record without interface",
            Unreachable.AsRecord.class,
            "Unreachable.AsRecord.call()",
            "belongs to a final class and is not declared by an interface: no proxy can intercept"
                + " it",
            "Make the class non-final (in Kotlin: open), or declare the method in an interface."),
        stops(
            "a sealed class without interface",
            Unreachable.Sealed.class,
            "Unreachable.Sealed.call()",
            "belongs to a sealed class and is not declared by an interface: no proxy can intercept"
                + " it",
            "Make the class non-sealed, or declare the method in an interface."),
        stops(
            "a class that has private constructors only",
            runner ->
                runner.withBean(
                    Unreachable.PrivateConstructor.class, Unreachable.PrivateConstructor::create),
            "Unreachable.PrivateConstructor.call()",
            "@Retryable has no effect: the method belongs to a class with private constructors only"
                + " and is not declared by an interface: no proxy can intercept it",
            "Give the class a constructor that is not private, or declare the method in an"
                + " interface."),
        stops(
            "a package-private method of another package",
            Unreachable.Elsewhere.class,
            "Unreachable.Elsewhere.call()",
            "is package-private in another package than the bean's class: no proxy can override it",
            "Make it public or protected."),
        stops(
            "a proxy of interfaces that lack the method",
            runner ->
                runner
                    .withBean("subject", Unreachable.NotOnInterface.class)
                    .withPropertyValues(INTERFACES),
            "Unreachable.NotOnInterface.other()",
            NO_INTERFACE,
            DECLARE),
        stops(
            "a proxy of interfaces that lack the method, made for another advice",
            runner ->
                runner
                    .withBean("subject", Unreachable.NotOnInterface.class)
                    .withPropertyValues(INTERFACES)
                    .withConfiguration(AutoConfigurations.of(AopAutoConfiguration.class))
                    .withUserConfiguration(Reachable.OtherAdvice.class),
            "Unreachable.NotOnInterface.other()",
            NO_INTERFACE,
            DECLARE),
        stops(
            "a future of a type that only its maker can make",
            Unreachable.FutureTasks.class,
            "Unreachable.FutureTasks.call()",
            "returns FutureTask" + OTHER_FUTURE,
            DECLARE_FUTURE),
        stops(
            "a future that only a scheduler can make",
            Unreachable.Timers.class,
            "Unreachable.Timers.call()",
            "returns ScheduledFuture" + OTHER_FUTURE,
            DECLARE_FUTURE),
        stops(
            "a CompletableFuture of the user's own",
            Unreachable.OwnFutures.class,
            "Unreachable.OwnFutures.call()",
            "returns OwnFuture" + OTHER_FUTURE,
            DECLARE_FUTURE));
  }

  @ParameterizedTest
  @MethodSource
  void stops(Stops row) {
    row.context()
        .apply(RUNNER)
        .run(
            context -> {
              assertThat(context).hasFailed();
              assertThat(FailureText.of(context))
                  .isEqualTo(
                      "The retry configuration is not valid:\n\n%s\nAction: %s"
                          .formatted(row.problems(), row.action()));
            });
  }

  @Test
  void allProblemsOfAClassAreToldAtOnce() {
    RUNNER
        .withBean(Unreachable.TwoAtOnce.class)
        .run(
            context ->
                assertThat(FailureText.of(context))
                    .isEqualTo(
                        """
                        The retry configuration is not valid:

                            Method: io.github.retrystarter.aop.Unreachable.TwoAtOnce.second()
                            Reason: @Retryable has no effect: the method is final: no proxy can override it

                            Method: io.github.retrystarter.aop.Unreachable.TwoAtOnce.first()
                            Reason: @Retryable has no effect: the method is static: no proxy can intercept it

                        Action: - Method: io.github.retrystarter.aop.Unreachable.TwoAtOnce.second()
                              Make it non-final (in Kotlin: open), or declare it in an interface of a final class.
                        - Method: io.github.retrystarter.aop.Unreachable.TwoAtOnce.first()
                              Make it an instance method."""));
  }

  @Retryable
  static class PartlyOutOfReach {
    public String call() {
      return Work.run();
    }

    public final String sealedOff() {
      return "plain";
    }

    public static String ofTheClass(int number) {
      return "plain" + number;
    }

    @SuppressWarnings("UnusedMethod") // not public: not covered, and not told of
    private String hidden() {
      return "plain";
    }
  }

  @Test
  void aClassCoversWhatAdviceReachesAndTellsOnceOfTheRest(CapturedOutput output) {
    RUNNER
        .withBean("first", PartlyOutOfReach.class)
        .withBean("second", PartlyOutOfReach.class)
        .run(
            context -> {
              assertThat(context.getBean("first", PartlyOutOfReach.class).call()).isEqualTo("done");
              assertThat(Work.calls()).isEqualTo(3);
            });
    assertThat(output.getAll())
        .containsOnlyOnce(
            "@Retryable on io.github.retrystarter.aop.PlacementTest.PartlyOutOfReach does not cover"
                + " these public methods: sealedOff() is final: no proxy can override it;"
                + " ofTheClass(int) is static: no proxy can intercept it");
  }

  @Retryable
  static class PartlyOnInterface implements Reachable.Call {
    @Override
    public String call() {
      return Work.run();
    }

    public String added() {
      return "plain";
    }
  }

  @Test
  void aClassBehindAProxyOfInterfacesTellsOnceOfTheMethodsThatTheseLack(CapturedOutput output) {
    RUNNER
        .withPropertyValues(INTERFACES)
        .withBean("first", PartlyOnInterface.class)
        .withBean("second", PartlyOnInterface.class)
        .run(
            context -> {
              assertThat(context.getBean("first", Reachable.Call.class).call()).isEqualTo("done");
              assertThat(Work.calls()).isEqualTo(3);
            });
    assertThat(output.getAll())
        .containsOnlyOnce(
            "@Retryable on io.github.retrystarter.aop.PlacementTest.PartlyOnInterface does not cover"
                + " these public methods: added() is not declared by an interface of the bean's"
                + " proxy");
  }

  @Test
  void withRetriesSwitchedOffNoBeanHasAProxy() {
    RUNNER
        .withPropertyValues("retry.enabled=false")
        .withBean(Reachable.OnMethod.class)
        .run(
            context ->
                assertThat(context.getBean(Reachable.OnMethod.class).getClass())
                    .isEqualTo(Reachable.OnMethod.class));
  }

  @Test
  void withRetriesSwitchedOffAMisplacedAnnotationStillStopsTheStart() {
    RUNNER
        .withPropertyValues("retry.enabled=false")
        .withBean(Unreachable.PrivateMethod.class)
        .run(context -> assertThat(context).hasFailed());
  }

  @Test
  void noAdvisorOfTheUsersIsCreatedTooEarly(CapturedOutput output) {
    RUNNER
        .withConfiguration(AutoConfigurations.of(AopAutoConfiguration.class))
        .withUserConfiguration(Reachable.OtherAdvice.class)
        .run(context -> assertThat(context).hasNotFailed());
    assertThat(output.getAll()).doesNotContain("is not eligible");
  }

  /** Calls itself by way of its proxy. */
  static class CallsItself {
    @Retryable
    public String call() {
      return Work.run();
    }

    @Retryable(maxRetries = 0)
    public String callByProxy() {
      return ((CallsItself) AopContext.currentProxy()).call();
    }
  }

  @Configuration(proxyBeanMethods = false)
  @EnableAspectJAutoProxy(exposeProxy = true)
  static class ExposeProxy {}

  @Test
  void aProxyOfTheStartersOwnIsExposedWhereTheApplicationWishes() {
    RUNNER
        .withUserConfiguration(ExposeProxy.class)
        .withBean(CallsItself.class)
        .run(
            context -> {
              assertThat(context.getBean(CallsItself.class).callByProxy()).isEqualTo("done");
              assertThat(Work.calls()).isEqualTo(3);
            });
  }
}
