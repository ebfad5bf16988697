package io.github.retrystarter.aop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.retrystarter.Failure;
import io.github.retrystarter.Failure.Executed;
import io.github.retrystarter.Failure.Verdict;
import io.github.retrystarter.FailureClassifier;
import io.github.retrystarter.ResultPredicate;
import io.github.retrystarter.RetryContext;
import io.github.retrystarter.RetryEvent;
import io.github.retrystarter.RetryInfo;
import io.github.retrystarter.RetryListener;
import io.github.retrystarter.annotation.Retryable;
import io.github.retrystarter.autoconfigure.RetryAutoConfiguration;
import io.github.retrystarter.event.CallStats;
import io.github.retrystarter.event.StatsBook;
import io.github.retrystarter.time.Randomness;
import io.github.retrystarter.time.Time;
import io.github.retrystarter.time.VirtualTime;
import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.UndeclaredThrowableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.aopalliance.intercept.MethodInterceptor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.aop.ProxyMethodInvocation;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;

/** What answers in place of a failed call, and who hears of it. */
// Fallbacks take what they may take, and are called by reflection.
@SuppressWarnings({"UnusedVariable", "UnusedMethod", "DoNotCallSuggester"})
class FallbackTest {

  private final VirtualTime time = new VirtualTime();
  private final Events events = new Events();
  private final ApplicationContextRunner runner =
      new ApplicationContextRunner()
          .withConfiguration(AutoConfigurations.of(RetryAutoConfiguration.class))
          .withBean(Time.class, () -> time)
          .withBean(Randomness.class, () -> () -> 0.5)
          .withBean(RetryListener.class, () -> events)
          .withPropertyValues("retry.defaults.jitter=none");

  static final class Events implements RetryListener {
    final List<String> told = new ArrayList<>();

    @Override
    public void onRetry(RetryEvent event) {
      told.add("retry " + event.attempt());
    }

    @Override
    public void onSuccess(RetryEvent event) {
      told.add("success " + event.attempt());
    }

    @Override
    public void onGiveUp(RetryEvent event) {
      told.add("give up " + event.attempt() + " " + event.reason());
    }

    @Override
    public void onFallback(RetryEvent event) {
      told.add("fallback " + event.attempt() + " " + event.reason() + " " + event.kind());
    }
  }

  interface Body<T> {
    void accept(T bean, CallStats stats) throws Exception;
  }

  /** Of a bean with one retryable method. */
  private <T> void with(Class<T> type, Body<T> body) {
    runner
        .withBean(type)
        .run(
            context ->
                body.accept(context.getBean(type), context.getBean(StatsBook.class).all().get(0)));
  }

  // Signatures

  abstract static class Stock {
    int calls;

    int fail() throws IOException {
      calls++;
      throw new IOException("broken " + calls);
    }
  }

  static class SameParameters extends Stock {
    @Retryable(fallback = "instead")
    String count(String article, int shelf) throws IOException {
      return article + fail();
    }

    String instead(String article, int shelf) {
      return article + shelf;
    }
  }

  static class SameParametersAndThrowable extends Stock {
    @Retryable(fallback = "instead")
    String count(String article, int shelf) throws IOException {
      return article + fail();
    }

    String instead(String article, int shelf, IOException failure) {
      return article + shelf + " " + failure.getMessage();
    }
  }

  static class ThrowableOnly extends Stock {
    @Retryable(fallback = "instead")
    String count(String article) throws IOException {
      return article + fail();
    }

    String instead(Throwable failure) {
      return "" + failure.getMessage();
    }
  }

  static class NoParameters extends Stock {
    @Retryable(fallback = "instead")
    String count(String article) throws IOException {
      return article + fail();
    }

    String instead() {
      return "none";
    }
  }

  static class Private extends Stock {
    @Retryable(fallback = "instead")
    String count(String article) throws IOException {
      return article + fail();
    }

    private String instead(String article) {
      return article + " by this";
    }
  }

  static class Static extends Stock {
    @Retryable(fallback = "instead")
    String count(String article) throws IOException {
      return article + fail();
    }

    static String instead(String article) {
      return article + " by all";
    }
  }

  abstract static class WithFallback extends Stock {
    private String instead(String article) {
      return article + " of " + getClass().getSimpleName();
    }
  }

  static class InSuperclass extends WithFallback {
    @Retryable(fallback = "instead")
    String count(String article) throws IOException {
      return article + fail();
    }
  }

  abstract static class GenericStock<K, V> extends Stock {
    abstract V count(K key) throws IOException;

    abstract V any(K key);

    V instead(K key) {
      return any(key);
    }
  }

  static class InGenericSuperclass extends GenericStock<String, String> {
    @Override
    String any(String article) {
      return "any " + article;
    }

    @Override
    @Retryable(fallback = "instead")
    String count(String article) throws IOException {
      return article + fail();
    }
  }

  static class Overload extends Stock {
    @Retryable(fallback = "count")
    String count(String article) throws IOException {
      return article + fail();
    }

    String count() {
      return "all";
    }
  }

  static class Primitive extends Stock {
    @Retryable(fallback = "instead")
    int count(String article) throws IOException {
      return fail();
    }

    int instead() {
      return 7;
    }
  }

  static class Boxed extends Stock {
    @Retryable(fallback = "instead")
    long count(String article) throws IOException {
      return fail();
    }

    Long instead() {
      return 7L;
    }
  }

  static class WithoutResult extends Stock {
    private String told = "";

    String told() {
      return told;
    }

    @Retryable(fallback = "instead")
    void count(String article) throws IOException {
      fail();
    }

    void instead(String article) {
      told = article;
    }
  }

  static class Undeclared extends Stock {
    @Retryable(fallback = "instead", maxRetries = 0)
    String count(String article) {
      return Undeclared.<RuntimeException>sneak(new IOException("undeclared"));
    }

    String instead(IOException failure) {
      return "" + failure.getMessage();
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    static <X extends Throwable> String sneak(Throwable failure) throws X {
      throw (X) failure;
    }
  }

  interface Call<T> {
    Object on(T bean) throws Exception;
  }

  record Signature<T extends Stock>(Class<T> type, Call<T> call, Object answer, int attempts) {

    Signature(Class<T> type, Call<T> call, Object answer) {
      this(type, call, answer, 4);
    }

    Object answer(ApplicationContext context) throws Exception {
      return call.on(context.getBean(type));
    }

    @Override
    public String toString() {
      return type.getSimpleName();
    }
  }

  static Stream<Signature<?>> answers() {
    return Stream.of(
        new Signature<>(SameParameters.class, bean -> bean.count("tea", 7), "tea7"),
        new Signature<>(
            SameParametersAndThrowable.class, bean -> bean.count("tea", 7), "tea7 broken 4"),
        new Signature<>(ThrowableOnly.class, bean -> bean.count("tea"), "broken 4"),
        new Signature<>(NoParameters.class, bean -> bean.count("tea"), "none"),
        new Signature<>(Private.class, bean -> bean.count("tea"), "tea by this"),
        new Signature<>(Static.class, bean -> bean.count("tea"), "tea by all"),
        new Signature<>(InSuperclass.class, bean -> bean.count("tea"), "tea of InSuperclass"),
        new Signature<>(InGenericSuperclass.class, bean -> bean.count("tea"), "any tea"),
        new Signature<>(Overload.class, bean -> bean.count("tea"), "all"),
        new Signature<>(Primitive.class, bean -> bean.count("tea"), 7),
        new Signature<>(Boxed.class, bean -> bean.count("tea"), 7L),
        new Signature<>(
            WithoutResult.class,
            bean -> {
              bean.count("tea");
              return bean.told();
            },
            "tea"),
        new Signature<>(Undeclared.class, bean -> bean.count("tea"), "undeclared", 1));
  }

  @ParameterizedTest
  @MethodSource("answers")
  void aFallbackOfThisSignatureAnswers(Signature<?> signature) {
    runner
        .withBean(signature.type())
        .run(
            context -> {
              assertThat(signature.answer(context)).isEqualTo(signature.answer());
              CallStats stats = context.getBean(StatsBook.class).all().get(0);
              assertThat(stats.attempts()).isEqualTo(signature.attempts());
              assertThat(stats.fallbackCount(true)).isEqualTo(1);
              assertThat(stats.fallbackCount(false)).isZero();
            });
  }

  // Overloads

  static class Overloads {
    @Retryable(fallback = "instead", maxRetries = 0)
    String call(Exception failure) throws Exception {
      throw failure;
    }

    String instead(Exception argument, Exception failure) {
      return "Exception";
    }

    String instead(Exception argument, IOException failure) {
      return "IOException";
    }

    String instead(Exception argument, FileNotFoundException failure) {
      return "FileNotFoundException";
    }
  }

  static class Missing extends FileNotFoundException {
    private static final long serialVersionUID = 1L;
  }

  @Test
  void theOverloadWithTheNearestThrowableAnswers() {
    with(
        Overloads.class,
        (bean, stats) -> {
          assertThat(bean.call(new FileNotFoundException())).isEqualTo("FileNotFoundException");
          assertThat(bean.call(new Missing())).isEqualTo("FileNotFoundException");
          assertThat(bean.call(new IOException())).isEqualTo("IOException");
          assertThat(bean.call(new EOFException())).isEqualTo("IOException");
          assertThat(bean.call(new IllegalStateException())).isEqualTo("Exception");
        });
  }

  static class OverloadsAsNear {
    @Retryable(fallback = "instead", maxRetries = 0)
    String call(String argument) throws IOException {
      throw new IOException(argument);
    }

    String instead() {
      return "nothing";
    }

    String instead(String argument) {
      return "argument";
    }

    String instead(Exception failure) {
      return "failure";
    }

    String instead(String argument, Exception failure) {
      return "both";
    }
  }

  @Test
  void amongThoseThatTakeTheSameThrowableTheOneWithTheArgumentsAnswers() {
    with(OverloadsAsNear.class, (bean, stats) -> assertThat(bean.call("a")).isEqualTo("both"));
  }

  static class OverloadsWithoutThrowable {
    @Retryable(fallback = "instead", maxRetries = 0)
    String call(Exception failure, String argument) throws Exception {
      throw failure;
    }

    String instead(IOException failure) {
      return "IOException";
    }

    String instead() {
      return "nothing";
    }
  }

  @Test
  void anOverloadWithoutThrowableAnswersWhereNoOtherTakesTheFailure() {
    with(
        OverloadsWithoutThrowable.class,
        (bean, stats) -> {
          assertThat(bean.call(new IOException(), "")).isEqualTo("IOException");
          assertThat(bean.call(new IllegalStateException(), "")).isEqualTo("nothing");
        });
  }

  static class RetriedOverloads {
    @Retryable(fallback = "instead", maxRetries = 0)
    String call(String argument) throws IOException {
      throw new IOException(argument);
    }

    @Retryable(fallback = "instead", maxRetries = 0)
    String call(int argument) throws IOException {
      throw new IOException("" + argument);
    }

    String instead(String argument) {
      return "text " + argument;
    }

    String instead(int argument) {
      return "number " + argument;
    }
  }

  @Test
  void eachOverloadOfARetriedMethodHasTheFallbackOfItsParameters() {
    with(
        RetriedOverloads.class,
        (bean, stats) -> {
          assertThat(bean.call("7")).isEqualTo("text 7");
          assertThat(bean.call(7)).isEqualTo("number 7");
        });
  }

  // No answer

  static class OnlyIo {
    @Retryable(fallback = "instead", maxRetries = 1)
    String call(Exception failure) throws Exception {
      throw failure;
    }

    String instead(Exception argument, IOException failure) {
      return "IOException";
    }
  }

  @Test
  void aFailureThatNoFallbackTakesReachesTheCaller() {
    with(
        OnlyIo.class,
        (bean, stats) -> {
          IllegalStateException failure = new IllegalStateException("broken");
          Throwable thrown = catchThrowable(() -> bean.call(failure));
          assertThat(thrown).isSameAs(failure);
          assertThat(RetryInfo.of(thrown)).map(RetryInfo::attempts).contains(2);
          assertThat(events.told).containsExactly("retry 1", "give up 2 exhausted");
          assertThat(stats.fallbackCount(true)).isZero();
          assertThat(stats.fallbackCount(false)).isZero();
        });
  }

  static class Fails {
    @Retryable(fallback = "instead", maxRetries = 1)
    String call(IOException failure) throws IOException {
      throw failure;
    }

    String instead(IOException argument, Throwable failure) {
      throw new UnsupportedOperationException("no answer either");
    }
  }

  @Test
  void aFallbacksOwnFailureReachesTheCallerWithTheOriginalSuppressed() {
    with(
        Fails.class,
        (bean, stats) -> {
          IOException failure = new IOException("broken");
          assertThatThrownBy(() -> bean.call(failure))
              .isExactlyInstanceOf(UnsupportedOperationException.class)
              .hasMessage("no answer either")
              .satisfies(thrown -> assertThat(thrown.getSuppressed()).containsExactly(failure));
          assertThat(events.told)
              .containsExactly("retry 1", "give up 2 exhausted", "fallback 2 exhausted io");
          assertThat(stats.fallbackCount(false)).isEqualTo(1);
          assertThat(stats.fallbackCount(true)).isZero();
        });
  }

  static class Succeeds {
    private int calls;

    @Retryable(fallback = "instead")
    String call() throws IOException {
      if (++calls < 3) {
        throw new IOException("broken");
      }
      return "done";
    }

    String instead() {
      return "never";
    }
  }

  @Test
  void aCallThatSucceedsInTheEndNeedsNoFallback() {
    with(
        Succeeds.class,
        (bean, stats) -> {
          assertThat(bean.call()).isEqualTo("done");
          assertThat(events.told).containsExactly("retry 1", "retry 2", "success 3");
          assertThat(stats.fallbackCount(true)).isZero();
        });
  }

  public static class Empty implements ResultPredicate {
    @Override
    public boolean shouldRetry(@Nullable Object result) {
      return "".equals(result);
    }
  }

  static class Rejected {
    @Retryable(fallback = "instead", retryOnResult = Empty.class, maxRetries = 1)
    String call() {
      return "";
    }

    String instead() {
      return "never";
    }
  }

  @Test
  void aRejectedValueIsReturnedInTheEndAndNeedsNoFallback() {
    with(
        Rejected.class,
        (bean, stats) -> {
          assertThat(bean.call()).isEmpty();
          assertThat(events.told).containsExactly("retry 1", "give up 2 exhausted");
          assertThat(stats.fallbackCount(true)).isZero();
        });
  }

  // Who hears of it, and what is there inside

  static class Looks {
    @Retryable(fallback = "instead")
    String call() throws IOException {
      throw new IOException("broken");
    }

    String instead(IOException failure) {
      RetryContext context = RetryContext.current().orElseThrow();
      return context.attempt()
          + " "
          + context.policy()
          + " "
          + context.lastFailure().filter(failure::equals).isPresent();
    }
  }

  @Test
  void theContextIsStillThereInsideTheFallback() {
    with(
        Looks.class,
        (bean, stats) -> {
          assertThat(bean.call()).isEqualTo("4 default true");
          assertThat(RetryContext.current()).isEmpty();
        });
  }

  @Test
  void listenersHearOfTheEndBeforeTheFallback() {
    with(
        Looks.class,
        (bean, stats) -> {
          bean.call();
          assertThat(events.told)
              .containsExactly(
                  "retry 1",
                  "retry 2",
                  "retry 3",
                  "give up 4 exhausted",
                  "fallback 4 exhausted io");
        });
  }

  // Reasons

  static class Reasons {
    @Retryable(fallback = "instead")
    String exhausted() throws IOException {
      throw new IOException("broken");
    }

    @Retryable(fallback = "instead")
    String permanent() {
      throw new IllegalArgumentException("wrong");
    }

    @Retryable(fallback = "instead", timeout = "1s", delay = "2s", maxDelay = "2s")
    String timeout() throws IOException {
      throw new IOException("broken");
    }

    @Retryable(fallback = "instead", idempotent = false)
    String notIdempotent() throws IOException {
      throw new IOException("broken");
    }

    @Retryable(fallback = "instead")
    String retryAfter() {
      throw new IllegalStateException("busy");
    }

    @Retryable(fallback = "instead")
    String interrupted() throws InterruptedException {
      throw new InterruptedException("stopped");
    }

    @Retryable(fallback = "instead")
    String error() {
      throw new StackOverflowError("deep");
    }

    private String instead(Throwable failure) {
      return RetryInfo.of(failure).orElseThrow().reason();
    }
  }

  record Reason(String reason, Call<Reasons> call, Consumer<VirtualTime> circumstances) {
    @Override
    public String toString() {
      return reason;
    }
  }

  static Stream<Reason> reasons() {
    return Stream.of(
        new Reason("exhausted", Reasons::exhausted, time -> {}),
        new Reason("permanent", Reasons::permanent, time -> {}),
        new Reason("permanent", Reasons::error, time -> {}),
        new Reason("timeout", Reasons::timeout, time -> {}),
        new Reason("not_idempotent", Reasons::notIdempotent, time -> {}),
        new Reason("retry_after", Reasons::retryAfter, time -> {}),
        new Reason("interrupted", Reasons::interrupted, time -> {}),
        new Reason(
            "interrupted",
            Reasons::exhausted,
            time -> time.beforeSleep(() -> Thread.currentThread().interrupt())),
        new Reason("shutdown", Reasons::exhausted, VirtualTime::close));
  }

  @ParameterizedTest
  @MethodSource("reasons")
  void aFallbackAnswersWhateverTheReason(Reason reason) {
    FailureClassifier busy =
        failure ->
            failure instanceof IllegalStateException
                ? new Failure("busy", Verdict.RETRY, Executed.NO, Duration.ofMinutes(2))
                : null;
    runner
        .withBean(FailureClassifier.class, () -> busy)
        .withBean(Reasons.class)
        .run(
            context -> {
              reason.circumstances().accept(time);
              try {
                assertThat(reason.call().on(context.getBean(Reasons.class)))
                    .isEqualTo(reason.reason());
              } finally {
                Thread.interrupted();
              }
            });
  }

  // Classes and interfaces

  @Retryable(fallback = "instead", maxRetries = 1)
  static class WholeClass {
    private int calls;

    public String call() throws IOException {
      throw new IOException("broken " + ++calls);
    }

    public String instead(IOException failure) throws IOException {
      if ("broken 4".equals(failure.getMessage())) {
        throw failure;
      }
      return "" + failure.getMessage();
    }
  }

  @Test
  void aClassesAnnotationDoesNotCoverTheFallbackItself() {
    with(
        WholeClass.class,
        (bean, stats) -> {
          assertThat(bean.call()).isEqualTo("broken 2");
          assertThatThrownBy(() -> bean.instead(new IOException("broken 4")))
              .satisfies(thrown -> assertThat(RetryInfo.of(thrown)).isEmpty());
        });
  }

  interface Client {
    @Retryable(fallback = "instead", maxRetries = 1)
    String call(String argument) throws IOException;

    default String instead(String argument, IOException failure) {
      return argument + " " + failure.getMessage();
    }
  }

  @Test
  void anInterfacesDefaultMethodAnswersForAProxyWithoutTarget() {
    runner
        .withBean(
            Client.class,
            () -> {
              ProxyFactory factory = new ProxyFactory();
              factory.addInterface(Client.class);
              factory.addAdvice(
                  (MethodInterceptor)
                      invocation -> {
                        if (invocation.getMethod().isDefault()) {
                          Object proxy = ((ProxyMethodInvocation) invocation).getProxy();
                          return InvocationHandler.invokeDefault(
                              proxy, invocation.getMethod(), invocation.getArguments());
                        }
                        throw new IOException("broken");
                      });
              return (Client) factory.getProxy();
            })
        .run(
            context ->
                assertThat(context.getBean(Client.class).call("tea")).isEqualTo("tea broken"));
  }

  static class UndeclaredWithoutFallback {
    @Retryable(maxRetries = 1)
    String call() {
      return Undeclared.<RuntimeException>sneak(new IOException("undeclared"));
    }
  }

  @Test
  void anExceptionThatTheMethodDoesNotDeclareIsWrappedAsByAnyProxy() {
    with(
        UndeclaredWithoutFallback.class,
        (bean, stats) ->
            assertThatThrownBy(bean::call)
                .isExactlyInstanceOf(UndeclaredThrowableException.class)
                .cause()
                .isExactlyInstanceOf(IOException.class)
                .satisfies(
                    thrown ->
                        assertThat(RetryInfo.of(thrown)).map(RetryInfo::attempts).contains(2)));
  }
}
