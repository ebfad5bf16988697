package io.github.retrystarter.policy;

import io.github.retrystarter.backoff.Nanos;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The value of every key of a table: the built-in ones, and what is set in their place. */
class Values<K extends Enum<K> & Key> {

  private static final String BUILT_IN = "built-in";

  private final EnumMap<K, Setting> settings;

  /** The built-in values. */
  Values(Class<K> keys) {
    settings = new EnumMap<>(keys);
    for (K key : keys.getEnumConstants()) {
      settings.put(key, Setting.builtIn(key.builtIn(), BUILT_IN));
    }
  }

  /** A copy. */
  Values(Values<K> other) {
    settings = new EnumMap<>(other.settings);
  }

  /** Puts what is set in the place of what was there. */
  final void putAll(Map<K, Setting> set) {
    settings.putAll(set);
  }

  /** Another default in the place of the built-in one. */
  final void giveWay(K key, Object value, String why) {
    settings.put(key, Setting.builtIn(value, BUILT_IN + ", " + why));
  }

  /** What is wrong with set values by themselves. */
  List<Problem> illegal() {
    return illegal(settings);
  }

  static <K extends Key> List<Problem> illegal(Map<K, Setting> settings) {
    List<Problem> problems = new ArrayList<>();
    settings.forEach(
        (key, setting) -> {
          if (setting.explicit()) {
            Problem.illegal(key, setting).ifPresent(problems::add);
          }
        });
    return problems;
  }

  final boolean explicit(K key) {
    return of(key).explicit();
  }

  final Setting of(K key) {
    Setting setting = settings.get(key);
    if (setting == null) {
      throw new IllegalStateException("no setting of " + key);
    }
    return setting;
  }

  final <T> T get(K key, Class<T> type) {
    Object value = of(key).value();
    if (value == null) {
      throw new IllegalStateException(key + " has no value");
    }
    return type.cast(value);
  }

  final Duration duration(K key) {
    return get(key, Duration.class);
  }

  final long nanos(K key) {
    return Nanos.of(duration(key));
  }

  final Map<K, Setting> asMap() {
    return Collections.unmodifiableMap(new EnumMap<>(settings));
  }
}
