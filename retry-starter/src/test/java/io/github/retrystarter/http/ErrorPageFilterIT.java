package io.github.retrystarter.http;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.DispatcherType;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.web.servlet.support.ErrorPageFilter;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * An application that is deployed as a WAR: not the server makes its error pages, but a filter of
 * Boot's, which empties the answer and forwards the request.
 */
class ErrorPageFilterIT {

  private static ConfigurableApplicationContext context;
  private static int port;

  /** As {@code SpringBootServletInitializer} registers it. */
  @Configuration(proxyBeanMethods = false)
  static class War {

    @Bean
    ErrorPageFilter errorPageFilter() {
      return new ErrorPageFilter();
    }

    @Bean
    FilterRegistrationBean<ErrorPageFilter> errorPageFilterRegistration(ErrorPageFilter filter) {
      FilterRegistrationBean<ErrorPageFilter> registration = new FilterRegistrationBean<>(filter);
      registration.setOrder(filter.getOrder());
      registration.setDispatcherTypes(DispatcherType.REQUEST, DispatcherType.ASYNC);
      return registration;
    }
  }

  @BeforeAll
  static void start() {
    context =
        new SpringApplicationBuilder(ServletIT.App.class, War.class)
            .web(WebApplicationType.SERVLET)
            .run(
                "--spring.main.banner-mode=off",
                "--server.port=0",
                "--server.address=127.0.0.1",
                "--logging.level.org.springframework.boot.web.servlet.support=off",
                "--retry.defaults.delay=1s",
                "--retry.defaults.jitter=none",
                "--retry.defaults.budget=none",
                "--retry.policies.persistent.nested=multiply");
    port = Ask.port(context);
  }

  @AfterAll
  static void stop() {
    context.getBean(ServletIT.Shop.class).stop();
    context.close();
  }

  @ParameterizedTest
  @CsvSource({
    "/error-page, 500",
    "/send-error, 503",
    "/status-exception, 502",
    "/handler, 503",
    "/no-body, 504",
    "/callable, 500",
    "/future, 500",
    "/outer-permanent, 500"
  })
  void anErrorAfterGivingUpTellsSo(String path, int status) {
    Ask.Answer answer = Ask.get(port, path);

    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.header("X-Retry-Disposition")).containsExactly("given-up");
  }

  @ParameterizedTest
  @CsvSource({
    "/dealt-with, 200",
    "/not-found, 404",
    "/permanent, 500",
    "/unrelated, 500",
    "/recovered, 500"
  })
  void anyOtherAnswerDoesNot(String path, int status) {
    Ask.Answer answer = Ask.get(port, path);

    assertThat(answer.status()).isEqualTo(status);
    assertThat(answer.header("X-Retry-Disposition")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"/error-page, 500", "/send-error, 503"})
  void theBodyIsThatOfTheErrorPage(String path, int status) {
    assertThat(Ask.get(port, path).body()).contains("\"status\":" + status);
  }
}
