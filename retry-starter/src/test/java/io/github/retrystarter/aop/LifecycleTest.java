package io.github.retrystarter.aop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.github.retrystarter.Retries;
import io.github.retrystarter.annotation.Retryable;
import io.github.retrystarter.autoconfigure.RetryAutoConfiguration;
import io.github.retrystarter.time.Time;
import io.github.retrystarter.time.VirtualTime;
import java.io.IOException;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.Ordered;

/** Many beans of a class, several contexts, beans that come early or late. */
@ExtendWith(OutputCaptureExtension.class)
class LifecycleTest {

  private final ApplicationContextRunner runner =
      new ApplicationContextRunner()
          .withConfiguration(AutoConfigurations.of(RetryAutoConfiguration.class))
          .withBean(Time.class, VirtualTime::new);

  static class Service {
    private final IOException shared = new IOException("shared fallback failure");
    private int calls;

    @Retryable(fallback = "fails")
    public int work(boolean succeeds) throws IOException {
      if (++calls < 3 || !succeeds) {
        throw new IOException("not yet");
      }
      return calls;
    }

    int fails(Throwable failure) throws IOException {
      throw shared;
    }
  }

  @Test
  void prototypesShareOneProxyClass() {
    runner
        .withPropertyValues("retry.defaults.budget=none")
        .withBean(
            Service.class,
            Service::new,
            definition -> definition.setScope(BeanDefinition.SCOPE_PROTOTYPE))
        .run(
            context -> {
              Set<Class<?>> classes = new HashSet<>();
              for (int i = 0; i < 20; i++) {
                Service service = context.getBean(Service.class);
                assertThat(service.work(true)).isEqualTo(3);
                classes.add(service.getClass());
              }
              assertThat(classes).hasSize(1);
            });
  }

  @Test
  void aFallbackThatThrowsTheSameInstanceDoesNotMakeItGrow() {
    runner
        .withBean(Service.class)
        .run(
            context -> {
              Service service = context.getBean(Service.class);
              Throwable first = catchThrowable(() -> service.work(false));
              assertThat(first).hasMessage("shared fallback failure");
              for (int i = 0; i < 20; i++) {
                assertThatThrownBy(() -> service.work(false)).isSameAs(first);
              }
              assertThat(first.getSuppressed()).hasSize(1);
            });
  }

  @Configuration(proxyBeanMethods = false)
  @ImportAutoConfiguration(RetryAutoConfiguration.class)
  static class App {
    @Bean
    Service service() {
      return new Service();
    }
  }

  @Test
  void aChildContextHasPoliciesOfItsOwnAndClosesOnlyItself() throws Exception {
    SpringApplicationBuilder parent =
        new SpringApplicationBuilder(App.class)
            .web(WebApplicationType.NONE)
            .properties("retry.defaults.delay=0ms");
    SpringApplicationBuilder child =
        parent
            .child(App.class)
            .web(WebApplicationType.NONE)
            .properties("retry.policies.kid.delay=0ms");
    ConfigurableApplicationContext kid = child.run();
    ConfigurableApplicationContext root =
        (ConfigurableApplicationContext) Objects.requireNonNull(kid.getParent());
    kid.getBean(Retries.class).policy("kid").run(() -> {});
    kid.close();
    assertThat(root.getBean(Service.class).work(true)).isEqualTo(3);
    root.close();
  }

  /** Made before the retries' own post-processor, and the service with it. */
  record EarlyBird(Service service) implements BeanPostProcessor, Ordered {
    @Override
    public int getOrder() {
      return 0;
    }
  }

  @Test
  void aBeanThatIsMadeTooEarlyIsNamedInAWarning(CapturedOutput output) {
    runner
        .withBean("service", Service.class)
        .withBean(EarlyBird.class)
        .run(
            context -> {
              assertThat(catchThrowable(() -> context.getBean(Service.class).work(true)))
                  .hasMessage("not yet");
              assertThat(output)
                  .containsOnlyOnce("Not retried: the beans service have @Retryable methods");
            });
  }

  interface Api {
    int work() throws IOException;
  }

  static class LazyService implements Api {
    private int calls;

    @Override
    @Retryable
    public int work() throws IOException {
      calls++;
      throw new IOException("call " + calls);
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class LazyConfig {
    @Bean
    @Lazy
    Api api() {
      return new LazyService();
    }
  }

  @Test
  void anOverrideMayNameTheClassOfALazyBeanThatIsKnownByItsInterface() {
    runner
        .withUserConfiguration(LazyConfig.class)
        .withPropertyValues(
            "retry.methods.[io.github.retrystarter.aop.LifecycleTest$LazyService.work]"
                + ".max-retries=1")
        .run(
            context -> {
              assertThat(context).hasNotFailed();
              assertThatThrownBy(() -> context.getBean(Api.class).work()).hasMessage("call 2");
            });
  }
}
