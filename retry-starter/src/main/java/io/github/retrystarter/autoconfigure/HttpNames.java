package io.github.retrystarter.autoconfigure;

import io.github.retrystarter.autoconfigure.RetryProperties.Headers;
import io.github.retrystarter.autoconfigure.RetryProperties.Http;
import io.github.retrystarter.http.RetryHeaders;
import io.github.retrystarter.policy.Problem;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;

/** Reads {@code retry.http.headers}. */
final class HttpNames {

  static final String LEGAL =
      "the name of an HTTP header of its own, made of letters, digits and hyphens, as in"
          + " X-Retry-Attempt";

  /** A token of RFC 9110, section 5.6.2. */
  private static final Pattern TOKEN = Pattern.compile("[-!#$%&'*+.^_`|~0-9A-Za-z]+");

  private final ConfigurationPropertyName at;
  private final Origins origins;
  private final List<Problem> problems;
  private final Map<String, ConfigurationPropertyName> taken = new HashMap<>();

  /** What is wrong with a name is added to the problems. */
  HttpNames(ConfigurationPropertyName at, Origins origins, List<Problem> problems) {
    this.at = at;
    this.origins = origins;
    this.problems = problems;
  }

  RetryHeaders read(@Nullable Http http) {
    Headers set = http == null ? null : http.headers();
    if (set == null) {
      return RetryHeaders.DEFAULT;
    }
    RetryHeaders names =
        new RetryHeaders(
            or(set.attempt(), RetryHeaders.DEFAULT.attempt()),
            or(set.max(), RetryHeaders.DEFAULT.max()),
            or(set.cause(), RetryHeaders.DEFAULT.cause()),
            or(set.deadline(), RetryHeaders.DEFAULT.deadline()),
            or(set.disposition(), RetryHeaders.DEFAULT.disposition()));
    check("attempt", names.attempt());
    check("max", names.max());
    check("cause", names.cause());
    check("deadline", names.deadline());
    check("disposition", names.disposition());
    return names;
  }

  private static String or(@Nullable String name, String other) {
    return name == null ? other : name;
  }

  private void check(String key, String name) {
    ConfigurationPropertyName property = at.append(key);
    if (name.isBlank()) {
      add(property, "is blank", "Write a name, or remove the key.");
    } else if (!TOKEN.matcher(name).matches()) {
      add(property, "can't be the name of an HTTP header", "Correct the name.");
    } else {
      ConfigurationPropertyName other = taken.putIfAbsent(name.toLowerCase(Locale.ROOT), property);
      if (other != null) {
        // A default has no place to show; one of the two was written.
        boolean written = origins.location(property) != null;
        add(
            written ? property : other,
            "is the name of " + Origins.show(written ? other : property) + " too",
            "Choose another name.");
      }
    }
  }

  private void add(ConfigurationPropertyName property, String reason, String action) {
    problems.add(
        Problem.property(
            Origins.show(property),
            origins.text(property),
            origins.location(property),
            reason,
            LEGAL,
            action));
  }
}
