package io.github.retrystarter.autoconfigure;

import io.github.retrystarter.CircuitBreakers;
import io.github.retrystarter.FailureClassifier;
import io.github.retrystarter.ResultPredicate;
import io.github.retrystarter.Retries;
import io.github.retrystarter.RetryListener;
import io.github.retrystarter.actuate.ChangeReader;
import io.github.retrystarter.aop.AnnotatedMethods;
import io.github.retrystarter.aop.BeanTypes;
import io.github.retrystarter.aop.ForeignAnnotations;
import io.github.retrystarter.aop.MessageListenerProxies;
import io.github.retrystarter.aop.RetryableBeanPostProcessor;
import io.github.retrystarter.aop.RetryableMethods;
import io.github.retrystarter.aop.StartUp;
import io.github.retrystarter.aop.WovenRuntime;
import io.github.retrystarter.breaker.BreakerListener;
import io.github.retrystarter.breaker.Breakers;
import io.github.retrystarter.budget.Budgets;
import io.github.retrystarter.engine.CallSites;
import io.github.retrystarter.engine.Engine;
import io.github.retrystarter.engine.Listeners;
import io.github.retrystarter.engine.PolicyRetries;
import io.github.retrystarter.engine.ThreadContext;
import io.github.retrystarter.engine.Tracing;
import io.github.retrystarter.event.CallListener;
import io.github.retrystarter.event.EventLog;
import io.github.retrystarter.event.StatsBook;
import io.github.retrystarter.failure.Classification;
import io.github.retrystarter.failure.OuterTransaction;
import io.github.retrystarter.http.RetryHeaders;
import io.github.retrystarter.logging.BreakerLog;
import io.github.retrystarter.logging.CallLog;
import io.github.retrystarter.logging.LoggingContext;
import io.github.retrystarter.policy.PolicyBook;
import io.github.retrystarter.time.ExecutorWaits;
import io.github.retrystarter.time.Randomness;
import io.github.retrystarter.time.SystemTime;
import io.github.retrystarter.time.Time;
import io.github.retrystarter.time.Waits;
import java.time.InstantSource;
import java.util.Map;
import org.springframework.beans.BeanUtils;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.SearchStrategy;
import org.springframework.boot.thread.Threading;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Role;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ResourceLoader;
import org.springframework.core.task.VirtualThreadTaskExecutor;
import org.springframework.scheduling.TaskScheduler;
import org.springframework.util.ClassUtils;

/** Retryable methods and {@link Retries}: all that works without any further library. */
@AutoConfiguration
@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
public final class RetryAutoConfiguration {

  /** The bean that replaces the starter's threads for waits of asynchronous calls. */
  static final String SCHEDULER = "retryTaskScheduler";

  /** Just before the order of {@code @Transactional} and {@code @Cacheable}, so outside of them. */
  static final int DEFAULT_ORDER = Ordered.LOWEST_PRECEDENCE - 1;

  RetryAutoConfiguration() {}

  @Bean
  @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
  static AnnotatedMethods retryAnnotatedMethods() {
    return new AnnotatedMethods();
  }

  /** Created before all other beans, so it takes nothing but what is there by then. */
  @Bean
  @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
  static RetryableBeanPostProcessor retryableBeanPostProcessor(
      AnnotatedMethods annotatedMethods,
      ConfigurableListableBeanFactory beanFactory,
      Environment environment) {
    return new RetryableBeanPostProcessor(
        annotatedMethods,
        beanFactory,
        () -> beanFactory.getBean(StartUp.class),
        () -> beanFactory.getBean(ConfigurationReader.Read.class).order(),
        () -> beanFactory.getBean(ConfigurationReader.Read.class).woven(),
        environment.getProperty("spring.aop.proxy-target-class", Boolean.class, true));
  }

  @Bean
  @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
  @ConditionalOnClass(name = "org.springframework.messaging.handler.annotation.MessageMapping")
  static MessageListenerProxies messageListenerProxies(RetryableBeanPostProcessor retries) {
    return new MessageListenerProxies(retries);
  }

  @Bean
  @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
  static ConfigurationReader.Read retryConfiguration(
      ConfigurableEnvironment environment, ConfigurableListableBeanFactory beanFactory) {
    return ConfigurationReader.read(environment, DEFAULT_ORDER, beanFactory.getBeanClassLoader());
  }

  @Bean
  @ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
  @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
  static Time retryTime(Environment environment, BeanFactory beanFactory) {
    return new SystemTime(waits(environment, beanFactory));
  }

  /** A scheduler of any other name is there for other things: Boot's own has a single thread. */
  private static Waits waits(Environment environment, BeanFactory beanFactory) {
    if (beanFactory.containsBean(SCHEDULER)) {
      return new TaskSchedulerWaits(
          () -> beanFactory.getBean(SCHEDULER, TaskScheduler.class), InstantSource.system());
    }
    return Threading.VIRTUAL.isActive(environment)
        ? new ExecutorWaits(new VirtualThreadTaskExecutor("retry-"))
        : SystemTime.ownWaits();
  }

  @Bean
  @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
  static LoggingContext retryLoggingContext() {
    return new LoggingContext();
  }

  @Bean
  @ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
  @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
  static Randomness retryRandomness() {
    return Randomness.threadLocal();
  }

  @Bean
  @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
  static CloseTimeOnShutdown retryShutdown(Time time) {
    return new CloseTimeOnShutdown(time);
  }

  @Bean
  @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
  static EndWaitsOnStop retryEndWaitsOnStop(Time time) {
    return new EndWaitsOnStop(time);
  }

  @Bean
  @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
  static BeginWaitsOnStart retryBeginWaitsOnStart(Time time) {
    return new BeginWaitsOnStart(time);
  }

  @Bean
  @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
  static StatsBook retryStatsBook() {
    return new StatsBook();
  }

  @Bean
  @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
  static CallSites retryCallSites() {
    return new CallSites();
  }

  @Bean
  @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
  static Classification retryClassification(
      Time time, ObjectProvider<FailureClassifier> classifiers, ConfigurationReader.Read read) {
    RetryHeaders headers = read.headers();
    return new Classification(
        classifiers.orderedStream().toList(),
        time::now,
        headers == null ? null : headers.disposition());
  }

  @Bean
  @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
  static Breakers retryBreakers(Time time, UserBreakerListeners listeners) {
    return new Breakers(time::nanos, listeners::changed);
  }

  /** The book has made all breakers by then: a bean may look for its own when it is created. */
  @Bean
  @ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
  static CircuitBreakers retryCircuitBreakers(PolicyBook book, Breakers breakers) {
    return breakers::get;
  }

  @Bean
  @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
  static BreakerLog retryBreakerLog() {
    return new BreakerLog();
  }

  @Bean
  @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
  static CallLog retryCallLog(Time time) {
    return new CallLog(time);
  }

  @Bean
  @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
  static EventLog retryEventLog(Time time) {
    return new EventLog(time::now);
  }

  @Bean
  @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
  static BreakerListener retryBreakerEvents(EventLog events) {
    return (breaker, from, to) ->
        events.changed("breaker", Map.of("name", breaker, "from", from.tag(), "to", to.tag()));
  }

  @Bean
  @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
  static UserBreakerListeners retryUserBreakerListeners(ObjectProvider<BreakerListener> listeners) {
    return new UserBreakerListeners(listeners);
  }

  @Bean
  @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
  static Budgets retryBudgets() {
    return new Budgets();
  }

  @Bean
  @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
  static PolicyBook retryPolicyBook(
      ConfigurationReader.Read read,
      Classification classification,
      Breakers breakers,
      Budgets budgets,
      ConfigurableListableBeanFactory beanFactory) {
    return new PolicyBook(
        read.policies(),
        new SpringVocabulary(beanFactory, classification.kinds()),
        breakers,
        budgets);
  }

  @Bean
  @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
  static UserListeners retryUserListeners(ObjectProvider<RetryListener> listeners) {
    return new UserListeners(listeners);
  }

  @Bean
  @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
  static Engine retryEngine(
      Time time,
      Randomness randomness,
      Classification classification,
      ObjectProvider<CallListener> own,
      UserListeners users,
      ObjectProvider<ThreadContext> contexts,
      ObjectProvider<Tracing> tracing) {
    return new Engine(
        time,
        randomness,
        classification,
        OuterTransaction.ofSpring(),
        new Listeners(own.orderedStream().toList(), users),
        ThreadContext.of(contexts.orderedStream().toList()),
        tracing.getIfUnique(() -> Tracing.NONE));
  }

  @Bean
  @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
  static RetryableMethods retryableMethods(
      ConfigurationReader.Read read,
      AnnotatedMethods annotatedMethods,
      Engine engine,
      PolicyBook book,
      StatsBook stats,
      CallSites sites,
      ConfigurableListableBeanFactory factory) {
    return new RetryableMethods(
        annotatedMethods,
        engine,
        book,
        stats,
        sites,
        text -> String.valueOf(factory.resolveEmbeddedValue(text)),
        type -> predicate(factory, type),
        factory.getBeanClassLoader(),
        read.woven(),
        read.enabled());
  }

  /** Closed with the context, also where its start fails. */
  @Bean
  @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
  static WovenRuntime retryWovenRuntime(
      RetryableMethods methods, ConfigurableListableBeanFactory beanFactory) {
    return new WovenRuntime(methods, beanFactory.getBeanClassLoader());
  }

  @Bean
  @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
  static StartUp retryStartUp(
      RetryableMethods methods,
      ConfigurationReader.Read read,
      WovenRuntime woven,
      ConfigurableListableBeanFactory beanFactory) {
    return new StartUp(
        new BeanTypes(beanFactory),
        methods,
        new ForeignAnnotations(type -> hasBean(beanFactory, type)),
        read.enabled(),
        read.woven() ? woven : null);
  }

  @Bean
  @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
  static ConfigurationReload retryConfigurationReload(
      ConfigurableEnvironment environment,
      ConfigurationReader.Read read,
      PolicyBook book,
      RetryableMethods methods,
      EventLog events,
      ResourceLoader resources,
      ConfigurableListableBeanFactory beanFactory) {
    return new ConfigurationReload(
        () ->
            ConfigurationReader.read(
                read.watch() ? FreshEnvironment.of(environment, resources) : environment,
                DEFAULT_ORDER,
                beanFactory.getBeanClassLoader()),
        read,
        book,
        methods::unusedOverrides,
        events);
  }

  @Bean
  @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
  static ChangeReader retryChangeReader(ConfigurableListableBeanFactory beanFactory) {
    return new LiveChangeReader(beanFactory.getBeanClassLoader());
  }

  @Bean
  @ConditionalOnMissingBean(search = SearchStrategy.CURRENT)
  static Retries retries(
      ConfigurationReader.Read read,
      Engine engine,
      PolicyBook book,
      StatsBook stats,
      CallSites sites,
      ConfigurationReload reload) {
    return new PolicyRetries(read.enabled(), engine, book, stats, sites, reload::refresh);
  }

  private static ResultPredicate predicate(
      BeanFactory beanFactory, Class<? extends ResultPredicate> type) {
    ResultPredicate bean = beanFactory.getBeanProvider(type).getIfUnique();
    return bean == null ? BeanUtils.instantiateClass(type) : bean;
  }

  private static boolean hasBean(ConfigurableListableBeanFactory beanFactory, String type) {
    ClassLoader loader = beanFactory.getBeanClassLoader();
    return ClassUtils.isPresent(type, loader)
        && beanFactory.getBeanNamesForType(ClassUtils.resolveClassName(type, loader), true, false)
                .length
            > 0;
  }
}
