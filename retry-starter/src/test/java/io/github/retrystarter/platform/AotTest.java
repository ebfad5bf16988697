package io.github.retrystarter.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.aot.hint.predicate.RuntimeHintsPredicates.proxies;
import static org.springframework.aot.hint.predicate.RuntimeHintsPredicates.reflection;

import io.github.retrystarter.ResultPredicate;
import io.github.retrystarter.actuate.RetryEndpoint;
import io.github.retrystarter.annotation.Retryable;
import io.github.retrystarter.autoconfigure.RetryAutoConfiguration;
import io.github.retrystarter.autoconfigure.RetryEndpointAutoConfiguration;
import java.io.IOException;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.aop.SpringProxy;
import org.springframework.aop.framework.Advised;
import org.springframework.aot.generate.ClassNameGenerator;
import org.springframework.aot.generate.DefaultGenerationContext;
import org.springframework.aot.generate.GeneratedFiles.Kind;
import org.springframework.aot.generate.InMemoryGeneratedFiles;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.TypeReference;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.core.DecoratingProxy;
import org.springframework.javapoet.ClassName;

/** What is made when an application is built ahead of time, of a real one. */
class AotTest {

  @Retention(RetentionPolicy.RUNTIME)
  @Retryable("patient")
  @interface Patient {}

  static class Empty implements ResultPredicate {
    @Override
    public boolean shouldRetry(@Nullable Object result) {
      return result == null;
    }
  }

  static class Service {
    @Retryable(fallback = "answer", retryOnResult = Empty.class)
    String ask(String question) {
      return question;
    }

    String answer(String question) {
      return question + "?";
    }

    String answer(String question, IOException failure) {
      return "??";
    }
  }

  interface Client {
    @Patient
    String call();
  }

  abstract static class Base {
    @Retryable
    public String inherited() {
      return "";
    }
  }

  static final class ClosedClient extends Base implements Client {
    @Override
    public String inherited() {
      return "";
    }

    @Override
    public String call() {
      return "";
    }
  }

  static class Plain {
    String work() {
      return "";
    }
  }

  static class NamedInTheConfiguration extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  static class OfABreaker extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  static class OfARule extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  @ImportAutoConfiguration({RetryAutoConfiguration.class, RetryEndpointAutoConfiguration.class})
  static class App {}

  private static final InMemoryGeneratedFiles FILES = new InMemoryGeneratedFiles();
  private static final RuntimeHints HINTS = build();

  private static RuntimeHints build() {
    AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
    TestPropertyValues.of(
            "retry.policies.patient.max-retries=9",
            "retry.policies.patient.excludes=http_503," + NamedInTheConfiguration.class.getName(),
            "retry.defaults.rules[0].failures=" + OfARule.class.getName(),
            "retry.circuit-breakers.b.record=" + OfABreaker.class.getName(),
            "retry.methods.[" + Client.class.getName() + ".call].max-retries=1",
            "management.endpoints.web.exposure.include=retry")
        .applyTo(context);
    context.register(App.class, Service.class, ClosedClient.class, Plain.class);
    DefaultGenerationContext generation =
        new DefaultGenerationContext(
            new ClassNameGenerator(ClassName.get("io.github.retrystarter.platform", "Built")),
            FILES);
    new ApplicationContextAotGenerator().processAheadOfTime(context, generation);
    generation.writeGeneratedContent();
    return generation.getRuntimeHints();
  }

  private static void has(Predicate<RuntimeHints> hint) {
    assertThat(HINTS).matches(hint);
  }

  private static void lacks(Predicate<RuntimeHints> hint) {
    assertThat(HINTS).matches(hint.negate());
  }

  @Test
  void theAnnotationsAttributesCanBeRead() {
    has(
        reflection()
            .onType(Retryable.class)
            .withMemberCategory(MemberCategory.INVOKE_DECLARED_METHODS));
    has(
        reflection()
            .onType(Patient.class)
            .withMemberCategory(MemberCategory.INVOKE_DECLARED_METHODS));
  }

  @Test
  void retryableMethodsCanBeFoundAndCalled() throws Exception {
    has(reflection().onMethodInvocation(Service.class.getDeclaredMethod("ask", String.class)));
    has(reflection().onMethodInvocation(Client.class.getDeclaredMethod("call")));
  }

  @Test
  void ofAClassItsSuperclassesAndInterfacesAreKeptToo() {
    for (Class<?> each : List.of(ClosedClient.class, Base.class, Client.class)) {
      has(reflection().onType(each));
    }
  }

  @Test
  void eachOverloadOfAFallbackCanBeCalled() throws Exception {
    has(reflection().onMethodInvocation(Service.class.getDeclaredMethod("answer", String.class)));
    has(
        reflection()
            .onMethodInvocation(
                Service.class.getDeclaredMethod("answer", String.class, IOException.class)));
  }

  @Test
  void aPredicateCanBeCreated() throws Exception {
    has(reflection().onConstructorInvocation(Empty.class.getDeclaredConstructor()));
  }

  @Test
  void whatIsNotRetriedIsNotKept() throws Exception {
    lacks(reflection().onMethodInvocation(Plain.class.getDeclaredMethod("work")));
  }

  @Test
  void theClassesThatTheConfigurationNamesAreKept() {
    for (Class<?> each : List.of(NamedInTheConfiguration.class, OfABreaker.class, OfARule.class)) {
      has(reflection().onType(each));
    }
  }

  @Test
  void everyRecordOfTheProperties() throws Exception {
    for (String name : List.of("Retry", "Policy", "Method", "Rule", "Breaker", "Budget")) {
      Class<?> type = Class.forName("io.github.retrystarter.autoconfigure." + name + "Properties");
      assertThat(type.isRecord()).isTrue();
      has(reflection().onConstructorInvocation(type.getDeclaredConstructors()[0]));
    }
  }

  /** As long as they are there, that is: the test has them all. */
  @Test
  void theClassesThatTellWhichLibrariesThereAre() {
    Stream.of(
            "org.springframework.web.client.RestClientResponseException",
            "org.apache.kafka.common.errors.RetriableException",
            "org.springframework.transaction.support.TransactionSynchronizationManager",
            "org.postgresql.core.BaseConnection")
        .forEach(each -> has(reflection().onType(TypeReference.of(each))));
  }

  /**
   * The endpoint answers with records, which Jackson reads; one operation is declared as Object.
   */
  @Test
  void whatTheEndpointAnswersCanBeWrittenAsJson() {
    has(reflection().onType(RetryEndpoint.class));
    Stream.of(
            "RetryDescriptor",
            "RetryDescriptor$PolicyDescriptor",
            "RetryDescriptor$MethodDescriptor",
            "RetryDescriptor$LastFailureDescriptor",
            "RetryDescriptor$BreakerDescriptor",
            "RetryDescriptor$BudgetDescriptor")
        .forEach(
            each ->
                has(
                    reflection()
                        .onType(TypeReference.of("io.github.retrystarter.actuate." + each))
                        .withMemberCategory(MemberCategory.INVOKE_DECLARED_CONSTRUCTORS)));
  }

  @Test
  void theProxiesClassIsMadeWithTheBuild() {
    Map<String, ?> classes = FILES.getGeneratedFiles(Kind.CLASS);
    assertThat(classes)
        .containsKey(Service.class.getName().replace('.', '/') + "$$SpringCGLIB$$0.class");
    assertThat(classes.keySet()).noneMatch(each -> each.contains("AotTest$Plain"));
  }

  @Test
  void aProxyOfInterfacesIsKept() {
    has(
        proxies()
            .forInterfaces(Client.class, SpringProxy.class, Advised.class, DecoratingProxy.class));
  }
}
