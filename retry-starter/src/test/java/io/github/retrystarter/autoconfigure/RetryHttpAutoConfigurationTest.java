package io.github.retrystarter.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import feign.RequestInterceptor;
import jakarta.servlet.DispatcherType;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.restclient.RestClientCustomizer;
import org.springframework.boot.restclient.RestTemplateCustomizer;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.webclient.WebClientCustomizer;
import org.springframework.http.client.ClientHttpRequestInitializer;
import org.springframework.web.reactive.function.client.ExchangeFilterFunction;
import org.springframework.web.server.WebFilter;

class RetryHttpAutoConfigurationTest {

  private static final AutoConfigurations CONFIGURATIONS =
      AutoConfigurations.of(RetryAutoConfiguration.class, RetryHttpAutoConfiguration.class);

  private static final List<Class<?>> CLIENTS =
      List.of(
          RestClientCustomizer.class,
          RestTemplateCustomizer.class,
          WebClientCustomizer.class,
          RequestInterceptor.class,
          ClientHttpRequestInitializer.class,
          ExchangeFilterFunction.class);

  private final ApplicationContextRunner clients =
      new ApplicationContextRunner().withConfiguration(CONFIGURATIONS);
  private final WebApplicationContextRunner servlets =
      new WebApplicationContextRunner().withConfiguration(CONFIGURATIONS);
  private final ReactiveWebApplicationContextRunner webFlux =
      new ReactiveWebApplicationContextRunner().withConfiguration(CONFIGURATIONS);

  @Test
  void everyClientIsCustomizedAndNothingServed() {
    clients.run(
        context -> {
          assertThat(missing(context)).isEmpty();
          assertThat(context)
              .doesNotHaveBean(FilterRegistrationBean.class)
              .doesNotHaveBean(WebFilter.class);
        });
  }

  @Test
  void aServletApplicationHasTheFilterForWhateverMakesTheAnswer() {
    servlets.run(
        context -> {
          assertThat(context).doesNotHaveBean(WebFilter.class);
          FilterRegistrationBean<?> filter = context.getBean(FilterRegistrationBean.class);
          assertThat(filter.determineDispatcherTypes())
              .containsExactlyInAnyOrder(
                  DispatcherType.REQUEST,
                  DispatcherType.ASYNC,
                  DispatcherType.ERROR,
                  DispatcherType.FORWARD);
        });
  }

  @Test
  void aWebFluxApplicationHasItsOwn() {
    webFlux.run(
        context ->
            assertThat(context)
                .hasSingleBean(WebFilter.class)
                .doesNotHaveBean(FilterRegistrationBean.class));
  }

  @ParameterizedTest
  @ValueSource(strings = {"retry.http.enabled=false", "retry.enabled=false"})
  void switchedOffThereIsNothing(String property) {
    clients
        .withPropertyValues(property)
        .run(context -> assertThat(missing(context)).isEqualTo(CLIENTS));
    servlets
        .withPropertyValues(property)
        .run(context -> assertThat(context).doesNotHaveBean(FilterRegistrationBean.class));
    webFlux
        .withPropertyValues(property)
        .run(context -> assertThat(context).doesNotHaveBean(WebFilter.class));
  }

  @Test
  void withoutALibraryItsOwnPartIsMissingAndNothingElse() {
    clients
        .withClassLoader(new FilteredClassLoader(RequestInterceptor.class))
        .run(context -> assertThat(missing(context)).containsExactly(RequestInterceptor.class));
    clients
        .withClassLoader(new FilteredClassLoader(WebClientCustomizer.class))
        .run(context -> assertThat(missing(context)).containsExactly(WebClientCustomizer.class));
    clients
        .withClassLoader(new FilteredClassLoader(RestClientCustomizer.class))
        .run(
            context ->
                assertThat(missing(context))
                    .containsExactly(RestClientCustomizer.class, RestTemplateCustomizer.class));
    clients
        .withClassLoader(new FilteredClassLoader("reactor.core"))
        .run(
            context ->
                assertThat(missing(context))
                    .containsExactly(WebClientCustomizer.class, ExchangeFilterFunction.class));
  }

  private static List<Class<?>> missing(ListableBeanFactory context) {
    List<Class<?>> missing = new ArrayList<>();
    for (Class<?> type : CLIENTS) {
      if (context.getBeanNamesForType(type).length == 0) {
        missing.add(type);
      }
    }
    return missing;
  }
}
