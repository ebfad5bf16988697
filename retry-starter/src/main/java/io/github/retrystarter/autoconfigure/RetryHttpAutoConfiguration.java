package io.github.retrystarter.autoconfigure;

import feign.RequestInterceptor;
import io.github.retrystarter.http.ClientRequestHeaders;
import io.github.retrystarter.http.FeignHeaders;
import io.github.retrystarter.http.ReactiveRequests;
import io.github.retrystarter.http.RetryHeaders;
import io.github.retrystarter.http.ServletRequests;
import io.github.retrystarter.http.WebClientHeaders;
import io.github.retrystarter.time.Time;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import java.util.EnumSet;
import java.util.Objects;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.restclient.RestClientCustomizer;
import org.springframework.boot.restclient.RestTemplateCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.webclient.WebClientCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Role;
import org.springframework.core.Ordered;
import org.springframework.http.client.ClientHttpRequestInitializer;
import org.springframework.web.context.request.async.CallableProcessingInterceptor;
import org.springframework.web.reactive.function.client.ExchangeFilterFunction;
import org.springframework.web.server.WebFilter;

/**
 * What services tell each other in headers, where the libraries are there. Whoever makes a client
 * without Boot's builder can give it the bean that Boot's builder is given here.
 */
@AutoConfiguration(after = RetryAutoConfiguration.class)
@ConditionalOnBooleanProperty(
    name = {"retry.enabled", "retry.http.enabled"},
    matchIfMissing = true)
@Role(BeanDefinition.ROLE_INFRASTRUCTURE)
public final class RetryHttpAutoConfiguration {

  /** Around the user's own filters, inside the observation of the request. */
  private static final int FILTER_ORDER = Ordered.HIGHEST_PRECEDENCE + 2;

  private static final String REACTOR = "reactor.core.publisher.Mono";

  RetryHttpAutoConfiguration() {}

  private static RetryHeaders names(ConfigurationReader.Read read) {
    return Objects.requireNonNull(read.headers());
  }

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(ClientHttpRequestInitializer.class)
  static class SpringWeb {

    @Bean
    ClientRequestHeaders retryClientRequestHeaders(ConfigurationReader.Read read) {
      return new ClientRequestHeaders(names(read));
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(RestClientCustomizer.class)
    static class Builders {

      @Bean
      RestClientCustomizer retryRestClientCustomizer(ClientRequestHeaders headers) {
        return builder -> builder.requestInitializer(headers);
      }

      @Bean
      RestTemplateCustomizer retryRestTemplateCustomizer(ClientRequestHeaders headers) {
        return template -> template.getClientHttpRequestInitializers().add(headers);
      }
    }
  }

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(value = ExchangeFilterFunction.class, name = REACTOR)
  static class WebClients {

    @Bean
    WebClientHeaders retryWebClientHeaders(ConfigurationReader.Read read) {
      return new WebClientHeaders(names(read));
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(WebClientCustomizer.class)
    static class Builders {

      @Bean
      WebClientCustomizer retryWebClientCustomizer(WebClientHeaders headers) {
        return builder -> builder.filter(headers);
      }
    }
  }

  /** Spring Cloud gives each of its clients all interceptors that are beans. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(RequestInterceptor.class)
  static class Feign {

    @Bean
    FeignHeaders retryFeignHeaders(ConfigurationReader.Read read) {
      return new FeignHeaders(names(read));
    }
  }

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
  @ConditionalOnClass({Filter.class, CallableProcessingInterceptor.class})
  static class Servlets {

    @Bean
    FilterRegistrationBean<ServletRequests> retryServletRequests(
        ConfigurationReader.Read read, Time time) {
      FilterRegistrationBean<ServletRequests> registration =
          new FilterRegistrationBean<>(new ServletRequests(names(read), time));
      registration.setName("retryServletRequests");
      registration.setAsyncSupported(true);
      registration.setDispatcherTypes(
          EnumSet.of(
              DispatcherType.REQUEST,
              DispatcherType.ASYNC,
              DispatcherType.ERROR,
              DispatcherType.FORWARD));
      registration.setOrder(FILTER_ORDER);
      return registration;
    }
  }

  @Configuration(proxyBeanMethods = false)
  @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
  @ConditionalOnClass(value = WebFilter.class, name = REACTOR)
  static class WebFlux {

    @Bean
    ReactiveRequests retryReactiveRequests(ConfigurationReader.Read read, Time time) {
      return new ReactiveRequests(names(read), time, FILTER_ORDER);
    }
  }
}
