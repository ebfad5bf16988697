package io.github.retrystarter.aop;

import io.github.retrystarter.annotation.Retryable;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.lang.reflect.Proxy;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.aopalliance.intercept.MethodInterceptor;
import org.springframework.aop.Advisor;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.aop.support.NameMatchMethodPointcut;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.ProxyType;
import org.springframework.context.annotation.Proxyable;
import org.springframework.context.annotation.Scope;
import org.springframework.context.annotation.ScopedProxyMode;
import org.springframework.core.annotation.AliasFor;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;

/** Placements that work. */
final class Reachable {

  private Reachable() {}

  interface Call {
    String call();
  }

  // Methods and classes

  static class OnMethod {
    @Retryable
    public String call() {
      return Work.run();
    }
  }

  @Retryable
  static class OnClass {
    public String call() {
      return Work.run();
    }
  }

  static class PackagePrivate {
    @Retryable
    String call() {
      return Work.run();
    }
  }

  static class Protected {
    @Retryable
    protected String call() {
      return Work.run();
    }
  }

  @Retryable(maxRetries = 0)
  static class OwnReplacesClass {
    @Retryable
    public String call() {
      return Work.run();
    }
  }

  static class OneOverload {
    @Retryable
    public String call() {
      return Work.run();
    }

    public String call(String argument) {
      return Work.run() + argument;
    }
  }

  static class Generic<T> {
    private final T value;

    Generic(T value) {
      this.value = value;
    }

    @Retryable
    T call() {
      Work.run();
      return value;
    }
  }

  static final class Closed implements Call {
    @Override
    @Retryable
    public String call() {
      return Work.run();
    }
  }

  abstract static sealed class Sealed implements Call permits OnlyOne {
    @Override
    @Retryable
    public String call() {
      return Work.run();
    }
  }

  static sealed class OnlyOne extends Sealed permits Last {}

  static final class Last extends OnlyOne {}

  record AsRecord(String answer) implements Call {
    @Override
    @Retryable
    public String call() {
      Work.run();
      return answer;
    }
  }

  static class PrivateConstructor implements Call {
    private PrivateConstructor() {}

    static PrivateConstructor create() {
      return new PrivateConstructor();
    }

    @Override
    @Retryable
    public String call() {
      return Work.run();
    }
  }

  // Interfaces

  interface OnInterfaceMethod {
    @Retryable
    String call();
  }

  static class ByInterfaceMethod implements OnInterfaceMethod {
    @Override
    public String call() {
      return Work.run();
    }
  }

  @Retryable
  interface OnInterface {
    String call();
  }

  static class ByInterface implements OnInterface {
    @Override
    public String call() {
      return Work.run();
    }

    public String added() {
      return Work.run();
    }
  }

  interface DefaultMethod {
    @Retryable
    default String call() {
      return Work.run();
    }
  }

  static class ByDefaultMethod implements DefaultMethod {}

  interface PlainDefaultMethod {
    default String call() {
      return Work.run();
    }
  }

  @Retryable
  static class ClassOverDefaultMethod implements PlainDefaultMethod {}

  static class Unaware {
    public String call() {
      return Work.run();
    }
  }

  static class ByUnawareSuperclass extends Unaware implements OnInterfaceMethod {}

  // Superclasses

  static class Inherits extends OnMethod {}

  static class Overrides extends OnMethod {
    @Override
    public String call() {
      return Work.run();
    }
  }

  static class Adds extends OnClass {
    public String added() {
      return Work.run();
    }
  }

  abstract static class Abstract {
    @Retryable
    protected abstract String call();
  }

  static class Concrete extends Abstract {
    @Override
    protected String call() {
      return Work.run();
    }
  }

  /** Its public subclass, in which the compiler puts a bridge. */
  public static class Visible extends OnMethod {}

  // Generics

  interface GenericInterface<T> {
    @Retryable
    T call(T argument);
  }

  static class OfStrings implements GenericInterface<String> {
    @Override
    public String call(String argument) {
      return Work.run();
    }
  }

  abstract static class GenericClass<T> {
    public abstract T call(T argument);
  }

  static class ExtendsGeneric extends GenericClass<String> {
    @Override
    @Retryable
    public String call(String argument) {
      return Work.run();
    }
  }

  // Meta-annotations

  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.METHOD)
  @Retryable(maxRetries = 0)
  @interface Patient {
    @AliasFor(annotation = Retryable.class, attribute = "maxRetries")
    int tries() default 1;
  }

  static class ByMetaAnnotation {
    @Patient(tries = 2)
    String call() {
      return Work.run();
    }
  }

  // Beans of many kinds

  @Configuration(proxyBeanMethods = false)
  static class TypedAsInterface {
    @Bean
    Call call() {
      return new Closed();
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class Prototype {
    @Bean
    @Scope(BeanDefinition.SCOPE_PROTOTYPE)
    OnMethod prototype() {
      return new OnMethod();
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class ScopedProxy {
    @Bean
    @Scope(value = BeanDefinition.SCOPE_PROTOTYPE, proxyMode = ScopedProxyMode.TARGET_CLASS)
    OnMethod scoped() {
      return new OnMethod();
    }
  }

  @Lazy
  static class LazyBean extends OnMethod {}

  @Configuration
  static class OnConfiguration {
    @Retryable
    public String call() {
      return Work.run();
    }
  }

  static class Product implements FactoryBean<OnMethod> {
    @Override
    public OnMethod getObject() {
      return new OnMethod();
    }

    @Override
    public Class<?> getObjectType() {
      return OnMethod.class;
    }
  }

  static class FactoryItself implements FactoryBean<String> {
    @Retryable
    public String call() {
      return Work.run();
    }

    @Override
    public String getObject() {
      return "product";
    }

    @Override
    public Class<?> getObjectType() {
      return String.class;
    }
  }

  static class ConstructorArguments {
    private final String answer;

    ConstructorArguments(String answer) {
      this.answer = answer.strip();
    }

    @Retryable
    String call() {
      Work.run();
      return answer;
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class TwoNames {
    @Bean
    OnMethod first() {
      return new OnMethod();
    }

    @Bean
    Object second(OnMethod first) {
      return first;
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class ProxyAroundTheBean {
    @Bean
    OnMethod inner() {
      return new OnMethod();
    }

    @Bean
    Object outer(OnMethod inner) {
      ProxyFactory factory = new ProxyFactory(inner);
      factory.setProxyTargetClass(true);
      return factory.getProxy();
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class WishesInterfaces {
    @Bean
    @Proxyable(ProxyType.INTERFACES)
    ByInterfaceMethod wishes() {
      return new ByInterfaceMethod();
    }
  }

  /** Something else to advise, so that beans have a proxy before the starter comes. */
  @Configuration(proxyBeanMethods = false)
  static class OtherAdvice {
    @Bean
    static Advisor other() {
      NameMatchMethodPointcut pointcut = new NameMatchMethodPointcut();
      pointcut.setMappedName("call");
      return new DefaultPointcutAdvisor(
          pointcut, (MethodInterceptor) invocation -> invocation.proceed());
    }
  }

  static class ImplementationOnly implements Call {
    @Override
    @Retryable
    public String call() {
      return Work.run();
    }
  }

  @Configuration(proxyBeanMethods = false)
  @EnableAsync(proxyTargetClass = true)
  static class AsyncInPlace {
    @Bean
    Executor taskExecutor() {
      return Runnable::run;
    }
  }

  static class AsyncFuture {
    @Async
    @Retryable
    public CompletableFuture<String> call() {
      return CompletableFuture.completedFuture(Work.run());
    }
  }

  // Beans without a class of the user's

  static MethodInterceptor answering() {
    return invocation -> Work.run();
  }

  static <T> T withoutTarget(Class<T> type, Class<?>... more) {
    ProxyFactory factory = new ProxyFactory();
    factory.addInterface(type);
    for (Class<?> each : more) {
      factory.addInterface(each);
    }
    factory.addAdvice(answering());
    return type.cast(factory.getProxy());
  }

  interface Narrower extends OnInterfaceMethod {}

  @FunctionalInterface
  interface Function {
    @Retryable
    String call();
  }

  static OnInterfaceMethod plainProxy() {
    return (OnInterfaceMethod)
        Proxy.newProxyInstance(
            Reachable.class.getClassLoader(),
            new Class<?>[] {OnInterfaceMethod.class},
            // hashCode and its kin too come here; they are no work.
            (proxy, method, arguments) ->
                method.getDeclaringClass() == Object.class ? 0 : Work.run());
  }
}
