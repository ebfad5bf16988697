package io.github.retrystarter.aop;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.retrystarter.annotation.Retryable;
import io.github.retrystarter.autoconfigure.RetryAutoConfiguration;
import io.github.retrystarter.support.CapturedLog;
import io.github.retrystarter.time.Randomness;
import io.github.retrystarter.time.Time;
import io.github.retrystarter.time.VirtualTime;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.OverridingClassLoader;

/** The WARN about an inner call whose retries outlast the timeout of an outer one. */
class TightTimeoutsTest {

  private final CapturedLog log = new CapturedLog(TightTimeouts.class);

  @AfterEach
  void restoreTheLog() {
    log.close();
  }

  /** The inner call: 4 attempts of 3 s, waits of 200, 400 and 800 ms, makes 13.4 s. */
  private final ApplicationContextRunner runner =
      new ApplicationContextRunner()
          .withConfiguration(AutoConfigurations.of(RetryAutoConfiguration.class))
          .withBean(Time.class, VirtualTime::new)
          .withBean(Randomness.class, () -> () -> 0.5)
          .withBean(Gateway.class)
          .withPropertyValues(
              "retry.policies.gateway.delay=200ms", "retry.policies.gateway.attempt-timeout=3s");

  // What another class loader loads too is public.

  public interface Port<T> {
    void send(T parcel);
  }

  public static class Gateway implements Port<String> {
    @Retryable("gateway")
    public String reserve(int count) {
      return "reserved";
    }

    @Retryable(policy = "gateway", maxRetries = 0)
    public String reserve(String what) {
      return "reserved";
    }

    @Override
    @Retryable("gateway")
    public void send(String parcel) {}
  }

  public static class Orders {
    @Autowired
    @SuppressWarnings("NullAway.Init")
    public Gateway gateway;

    @Retryable(timeout = "2s")
    public void place() {
      gateway.reserve(1);
      gateway.reserve(2);
    }
  }

  private List<String> warnings(ApplicationContextRunner application) {
    application.run(context -> assertThat(context).hasNotFailed());
    return log.lines().stream().map(CapturedLog.Line::text).toList();
  }

  private List<String> warnings(Class<?> outer, String... properties) {
    return warnings(runner.withBean(outer).withPropertyValues(properties));
  }

  private static String warning(String outer, String inner) {
    return "WARN TightTimeoutsTest.%1$s has a timeout of 2s, but calls TightTimeoutsTest.%2$s, which"
            .formatted(outer, inner)
        + (" can take up to 13400ms by its policy \"gateway\": its last retries would be cut. Lower"
                + " max-retries or max-delay of TightTimeoutsTest.%2$s, give it a timeout, or raise"
                + " that of TightTimeoutsTest.%1$s.")
            .formatted(outer, inner);
  }

  private static final String RESERVE = "Gateway.reserve(int)";

  // How long

  @Test
  void aCallThatCanOutlastItsCallersTimeoutIsWarnedOfOnce() {
    assertThat(warnings(Orders.class)).containsExactly(warning("Orders.place", RESERVE));
  }

  @Test
  void whereNothingBoundsAnAttemptTheWaitsAloneAreCompared() {
    assertThat(
            warnings(
                runner
                    .withBean(Orders.class)
                    .withPropertyValues(
                        "retry.policies.gateway.attempt-timeout=",
                        "retry.policies.gateway.delay=1s")))
        .containsExactly(
            "WARN TightTimeoutsTest.Orders.place has a timeout of 2s, but calls"
                + " TightTimeoutsTest.Gateway.reserve(int), whose waits alone can add up to 7s by"
                + " its policy \"gateway\": its last retries would be cut. Lower max-retries or"
                + " max-delay of TightTimeoutsTest.Gateway.reserve(int), give it a timeout, or raise"
                + " that of TightTimeoutsTest.Orders.place.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"13400ms", "1m"})
  void aCallThatFitsIsNotWarnedOf(String timeout) {
    assertThat(
            warnings(
                Orders.class,
                "retry.methods.[" + Orders.class.getName() + ".place].timeout=" + timeout))
        .isEmpty();
  }

  @Test
  void aMillisecondTooLittleIsWarnedOf() {
    assertThat(
            warnings(
                Orders.class,
                "retry.methods.[" + Orders.class.getName() + ".place].timeout=13399ms"))
        .hasSize(1);
  }

  @Test
  void aCallWithATimeoutOfItsOwnThatFitsIsNotWarnedOf() {
    assertThat(
            warnings(
                Orders.class,
                "retry.policies.gateway.timeout=2s",
                "retry.policies.gateway.attempt-timeout=1s"))
        .isEmpty();
  }

  static class WithoutTimeout extends Orders {
    @Override
    @Retryable
    public void place() {
      super.place();
    }
  }

  @Test
  void aCallerWithoutTimeoutIsNotWarnedOf() {
    assertThat(warnings(WithoutTimeout.class)).isEmpty();
  }

  @Test
  void nothingIsWarnedOfWhereNothingIsRetried() {
    assertThat(warnings(Orders.class, "retry.enabled=false")).isEmpty();
  }

  // Which way

  static class ThroughHelper extends Orders {
    @Override
    @Retryable(timeout = "2s")
    public void place() {
      helper();
    }

    private void helper() {
      gateway.reserve(1);
    }
  }

  static class ThroughLambda extends Orders {
    @Override
    @Retryable(timeout = "2s")
    public void place() {
      List.of(1, 2).forEach(count -> gateway.reserve(count));
    }
  }

  static class ThroughReference extends Orders {
    @Override
    @Retryable(timeout = "2s")
    public void place() {
      List.of(1, 2).forEach(gateway::reserve);
    }
  }

  static class ThroughSuper extends Orders {
    @Override
    @Retryable(timeout = "2s")
    public void place() {
      super.place();
    }
  }

  @ParameterizedTest
  @ValueSource(
      classes = {
        ThroughHelper.class,
        ThroughLambda.class,
        ThroughReference.class,
        ThroughSuper.class
      })
  void aCallIsFoundWhicheverWayItIsMade(Class<?> type) {
    assertThat(warnings(type)).containsExactly(warning(type.getSimpleName() + ".place", RESERVE));
  }

  static class Inheriting extends Orders {}

  @Test
  void anInheritedCallerIsLookedInto() {
    assertThat(warnings(Inheriting.class)).containsExactly(warning("Inheriting.place", RESERVE));
  }

  static class ByInterface {
    @Autowired
    @SuppressWarnings("NullAway.Init")
    Port<String> port;

    @Retryable(timeout = "2s")
    public void ship() {
      port.send("parcel");
    }
  }

  @Test
  void aCallByAGenericInterfaceIsOneOfTheBeansMethod() {
    assertThat(warnings(ByInterface.class))
        .containsExactly(warning("ByInterface.ship", "Gateway.send"));
  }

  static class ByOverload extends Orders {
    @Override
    @Retryable(timeout = "4s")
    public void place() {
      gateway.reserve("one");
    }
  }

  @Test
  void theParametersTellOverloadsApart() {
    assertThat(warnings(ByOverload.class)).isEmpty();
  }

  static class Elsewhere {
    @Retryable(timeout = "2s")
    public String place(Other other) {
      return other.reserve(1);
    }
  }

  static class Other {
    String reserve(int count) {
      return "reserved";
    }
  }

  @Test
  void aMethodOfTheSameNameElsewhereIsAnother() {
    assertThat(warnings(Elsewhere.class)).isEmpty();
  }

  static class OnThis {
    @Retryable(timeout = "2s")
    public void outer() {
      inner();
    }

    @Retryable("gateway")
    public void inner() {}
  }

  @Test
  void aCallOnThisPassesNoProxyAndIsNotWarnedOf() {
    assertThat(warnings(OnThis.class)).isEmpty();
  }

  static class OnItself {
    @Autowired
    @Lazy
    @SuppressWarnings("NullAway.Init")
    OnItself self;

    @Retryable(timeout = "2s")
    public void outer() {
      self.inner();
    }

    @Retryable("gateway")
    public void inner() {}
  }

  @Test
  void aCallOnTheProxyOfItselfIsWarnedOf() {
    assertThat(warnings(OnItself.class))
        .containsExactly(warning("OnItself.outer", "OnItself.inner"));
  }

  @Test
  void eachPairIsWarnedOfByItself() {
    assertThat(warnings(runner.withBean(ByInterface.class).withBean(Orders.class)))
        .containsExactly(
            warning("ByInterface.ship", "Gateway.send"), warning("Orders.place", RESERVE));
  }

  // Class files that can't be read

  /** Loads the caller itself, and gives its class file as the test wants it. */
  private static final class Loader extends OverridingClassLoader {
    private final Function<byte[], byte @Nullable []> change;

    Loader(Function<byte[], byte @Nullable []> change) {
      super(TightTimeoutsTest.class.getClassLoader());
      this.change = change;
    }

    @Override
    protected boolean isEligibleForOverriding(String name) {
      return name.equals(Orders.class.getName());
    }

    @Override
    public @Nullable InputStream getResourceAsStream(String name) {
      try (InputStream file = super.getResourceAsStream(name)) {
        byte[] bytes = change.apply(Objects.requireNonNull(file).readAllBytes());
        return bytes == null ? null : new ByteArrayInputStream(bytes);
      } catch (IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }
  }

  /** No proxy can be made across the loaders; nor need there be one. */
  private <T> ApplicationContextRunner lazily(Class<T> type) {
    return runner.withBean(
        type,
        () -> {
          throw new AssertionError("not needed");
        },
        bean -> bean.setLazyInit(true));
  }

  private List<String> warningsWhereTheFileIs(Function<byte[], byte @Nullable []> change)
      throws Exception {
    return warnings(lazily(new Loader(change).loadClass(Orders.class.getName())));
  }

  @Test
  void aClassFileThatCanBeReadIsRead() throws Exception {
    assertThat(warningsWhereTheFileIs(file -> file)).hasSize(1);
  }

  @Test
  void aClassWithoutFileDoesNotStopTheStart() throws Exception {
    assertThat(warningsWhereTheFileIs(file -> null)).isEmpty();
  }

  /** Spring's reader doesn't mind the version, unlike the original. */
  @Test
  void aClassFileOfALaterJavaIsReadToo() throws Exception {
    assertThat(
            warningsWhereTheFileIs(
                file -> {
                  file[7] = 127; // the major version
                  return file;
                }))
        .hasSize(1);
  }

  @Test
  void aBrokenClassFileDoesNotStopTheStart() throws Exception {
    assertThat(warningsWhereTheFileIs(file -> java.util.Arrays.copyOf(file, file.length / 2)))
        .isEmpty();
  }
}
