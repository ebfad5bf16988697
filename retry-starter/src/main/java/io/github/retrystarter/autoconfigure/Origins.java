package io.github.retrystarter.autoconfigure;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.origin.Origin;
import org.springframework.boot.origin.PropertySourceOrigin;
import org.springframework.boot.origin.TextResourceOrigin;
import org.springframework.core.env.PropertySource;

/** Where bound values were written, and how. */
final class Origins {

  private final Map<ConfigurationPropertyName, ConfigurationProperty> bound = new HashMap<>();

  void add(ConfigurationProperty property) {
    bound.put(property.getName(), property);
  }

  /** The value as it was written; a list's elements separated by commas. */
  String text(ConfigurationPropertyName name) {
    List<String> texts = new ArrayList<>();
    for (ConfigurationProperty each : properties(name)) {
      texts.add(String.valueOf(each.getValue()));
    }
    return String.join(", ", texts);
  }

  /** File, line and column, or what the property source knows; null for an unknown place. */
  @Nullable String location(ConfigurationPropertyName name) {
    List<ConfigurationProperty> properties = properties(name);
    return properties.isEmpty() ? null : location(properties.get(0));
  }

  /** The place of the first value below a name; null where there is none. */
  @Nullable String anyLocationBelow(ConfigurationPropertyName name) {
    return bound.values().stream()
        .filter(property -> name.isAncestorOf(property.getName()))
        .min(Comparator.comparingInt(Origins::line).thenComparingInt(Origins::column))
        .map(Origins::location)
        .orElse(null);
  }

  /** The name as it was written, in a map's keys at least; its own form has no capitals. */
  static String show(ConfigurationPropertyName name) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < name.getNumberOfElements(); i++) {
      String element = name.getElement(i, Form.ORIGINAL);
      if (name.chop(i + 1).isLastElementIndexed()) {
        text.append('[').append(element).append(']');
      } else {
        text.append(i == 0 ? "" : ".").append(element);
      }
    }
    return text.toString();
  }

  static String location(ConfigurationProperty property) {
    Origin origin = origin(property);
    if (origin instanceof TextResourceOrigin text && text.getLocation() != null) {
      return "%s:%d:%d"
          .formatted(
              text.getResource() == null ? "?" : text.getResource().getFilename(),
              text.getLocation().getLine() + 1,
              text.getLocation().getColumn() + 1);
    }
    if (origin != null) {
      return origin.toString();
    }
    Object source =
        property.getSource() == null ? null : property.getSource().getUnderlyingSource();
    return source instanceof PropertySource<?> named
        ? "property source \"" + named.getName() + "\""
        : "unknown origin";
  }

  /** What Boot reads from files comes wrapped in the name of its property source. */
  private static @Nullable Origin origin(ConfigurationProperty property) {
    Origin origin = property.getOrigin();
    while (origin instanceof PropertySourceOrigin wrapped && wrapped.getOrigin() != null) {
      origin = wrapped.getOrigin();
    }
    return origin;
  }

  private static int line(ConfigurationProperty property) {
    TextResourceOrigin.Location location = place(property);
    return location == null ? Integer.MAX_VALUE : location.getLine();
  }

  private static int column(ConfigurationProperty property) {
    TextResourceOrigin.Location location = place(property);
    return location == null ? Integer.MAX_VALUE : location.getColumn();
  }

  private static TextResourceOrigin.@Nullable Location place(ConfigurationProperty property) {
    return origin(property) instanceof TextResourceOrigin text ? text.getLocation() : null;
  }

  /** Of a list, its elements; of a map's entry written otherwise, nothing. */
  private List<ConfigurationProperty> properties(ConfigurationPropertyName name) {
    ConfigurationProperty own = bound.get(name);
    if (own != null) {
      return List.of(own);
    }
    List<ConfigurationProperty> elements = new ArrayList<>();
    for (int i = 0; ; i++) {
      ConfigurationProperty element = bound.get(name.append("[" + i + "]"));
      if (element == null) {
        return elements;
      }
      elements.add(element);
    }
  }
}
