package io.github.retrystarter.autoconfigure;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.boot.Banner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.context.PropertyPlaceholderAutoConfiguration;
import org.springframework.boot.context.logging.LoggingApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

/** An application with a configuration file, started as a user starts it. */
final class TestApplication {

  /** What stands before the text: told by Boot about every failed start. */
  private static final String BANNER =
      """


      ***************************
      APPLICATION FAILED TO START
      ***************************

      """;

  private static final Logger REPORTER =
      (Logger) LoggerFactory.getLogger("org.springframework.boot.diagnostics");

  private final Map<String, Class<?>> beans = new LinkedHashMap<>();
  private final Map<String, String> scopes = new LinkedHashMap<>();
  private Map<String, Object> environment = Map.of();
  private Map<String, Object> systemProperties = Map.of();
  private String[] arguments = {};

  /** Adds a bean; the scope may be {@code lazy}, {@code prototype} or empty. */
  TestApplication bean(String name, Class<?> type, String scope) {
    beans.put(name, type);
    scopes.put(name, scope);
    return this;
  }

  TestApplication environment(Map<String, Object> variables) {
    environment = variables;
    return this;
  }

  TestApplication systemProperties(Map<String, Object> properties) {
    systemProperties = properties;
    return this;
  }

  TestApplication arguments(String... all) {
    arguments = all;
    return this;
  }

  /** Starts; the caller closes. */
  ConfigurableApplicationContext start(Path applicationYml) {
    return application(applicationYml).run(arguments);
  }

  /**
   * What Boot's own reporter prints when the start fails, from "Description:" on, or "It starts.":
   * so the text is the whole one, and the analyzer is the one that Boot finds, in competition with
   * its own.
   */
  String told(Path applicationYml) {
    ListAppender<ILoggingEvent> appender = new ListAppender<>();
    appender.start();
    REPORTER.addAppender(appender);
    REPORTER.setAdditive(false);
    try (ConfigurableApplicationContext started = start(applicationYml)) {
      return started.isActive() ? "It starts.\n" : "It is closed.\n";
    } catch (RuntimeException failure) {
      if (appender.list.size() != 1) {
        throw new AssertionError("not analyzed", failure);
      }
      return appender.list.get(0).getFormattedMessage().replace(BANNER, "");
    } finally {
      REPORTER.setAdditive(true);
      REPORTER.detachAppender(appender);
    }
  }

  private SpringApplication application(Path applicationYml) {
    SpringApplication application = new SpringApplication(Config.class);
    application.setWebApplicationType(WebApplicationType.NONE);
    application.setBannerMode(Banner.Mode.OFF);
    application.setLogStartupInfo(false);
    application.setRegisterShutdownHook(false);
    application.setDefaultProperties(
        Map.of("spring.config.location", applicationYml.toUri().toString()));
    application.setEnvironment(environment());
    // It would set the loggers up anew, without the appender.
    application.setListeners(
        application.getListeners().stream()
            .filter(each -> !(each instanceof LoggingApplicationListener))
            .toList());
    application.addInitializers(context -> register((GenericApplicationContext) context));
    return application;
  }

  private StandardEnvironment environment() {
    StandardEnvironment standard = new StandardEnvironment();
    standard
        .getPropertySources()
        .replace(
            StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
            new SystemEnvironmentPropertySource(
                StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, environment));
    standard
        .getPropertySources()
        .replace(
            StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME,
            new MapPropertySource(
                StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME, systemProperties));
    return standard;
  }

  private void register(GenericApplicationContext context) {
    beans.forEach(
        (name, type) ->
            context.registerBean(
                name,
                type,
                definition -> {
                  if ("prototype".equals(scopes.get(name))) {
                    definition.setScope(AbstractBeanDefinition.SCOPE_PROTOTYPE);
                  }
                  definition.setLazyInit("lazy".equals(scopes.get(name)));
                }));
  }

  @Configuration(proxyBeanMethods = false)
  @ImportAutoConfiguration({
    PropertyPlaceholderAutoConfiguration.class,
    RetryAutoConfiguration.class
  })
  static class Config {}
}
