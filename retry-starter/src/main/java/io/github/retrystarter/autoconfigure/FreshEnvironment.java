package io.github.retrystarter.autoconfigure;

import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.boot.env.ConfigTreePropertySource;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.io.ResourceLoader;

/**
 * The environment as it would be if the application started now: configuration files are read
 * again, as Boot reads them, with profiles and imports; all else is what it was. The application's
 * own environment stays as it is, since others may not expect it to change.
 */
final class FreshEnvironment {

  private static final String FILE = "Config resource '";

  private FreshEnvironment() {}

  static ConfigurableEnvironment of(ConfigurableEnvironment environment, ResourceLoader loader) {
    StandardEnvironment fresh = new StandardEnvironment();
    MutablePropertySources sources = fresh.getPropertySources();
    sources.stream().map(PropertySource::getName).toList().forEach(sources::remove);
    environment.getPropertySources().stream()
        .filter(each -> !isRead(each))
        .forEach(sources::addLast);
    String[] profiles = environment.getActiveProfiles();
    fresh.setActiveProfiles(profiles);
    ConfigDataEnvironmentPostProcessor.applyTo(fresh, loader, null, profiles);
    return fresh;
  }

  private static boolean isRead(PropertySource<?> source) {
    return source.getName().startsWith(FILE)
        || source instanceof ConfigTreePropertySource
        // It stands in front of the others and reads from them; binding makes its own.
        || source.getName().equals("configurationProperties");
  }
}
