package io.github.retrystarter.breaker;

import io.github.retrystarter.breaker.BreakerSettings.Mode;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.boot.convert.DurationStyle;

/**
 * A breaker's life in one line, words separated by blanks:
 *
 * <ul>
 *   <li>{@code 3SFs-}: calls one after another, here three that succeed, one that fails, one slow
 *       success, one that tells nothing; {@code f} for a slow failure. Those that are not slow take
 *       exactly as long as is not yet slow.
 *   <li>{@code >a} and {@code a:F}: call a begins, and ends.
 *   <li>{@code +30s}: time passes; {@code +-5s} backwards.
 *   <li>{@code force! close! reset! disable!}: somebody steers it.
 *   <li>{@code window=20}: a live change of a setting.
 * </ul>
 */
final class BreakerScript {

  private static final Pattern CALLS = Pattern.compile("(\\d*)([SFsf-])");

  private static final Pattern WORD = Pattern.compile("\\S+");

  private final BreakerRig rig = new BreakerRig();
  private final Map<String, Object> inFlight = new HashMap<>();
  private final Breaker breaker;

  /** With the contract's defaults where nothing is said. */
  BreakerScript(String settings) {
    rig.windowSize = 100;
    rig.minimumCalls = 20;
    words(settings).forEach(this::set);
    breaker = rig.breaker();
  }

  void play(String script) {
    words(script).forEach(this::step);
  }

  /** What is asked for, in the words in which it is asked for. */
  String facts(String asked) {
    StringBuilder facts = new StringBuilder();
    words(asked)
        .forEach(
            word -> {
              int equals = word.indexOf('=');
              facts.append(facts.isEmpty() ? "" : " ");
              facts.append(
                  equals < 0
                      ? breaker.state()
                      : word.substring(0, equals + 1) + fact(word.substring(0, equals)));
            });
    return facts.toString();
  }

  private Object fact(String name) {
    return switch (name) {
      case "rejected" -> breaker.counts().rejections();
      case "ok" -> breaker.counts().successes();
      case "failed" -> breaker.counts().failures();
      case "slow" -> breaker.counts().slowCalls();
      case "calls" -> breaker.reading().calls();
      case "failing" -> number(breaker.reading().failureRate());
      case "slowing" -> number(breaker.reading().slowRate());
      case "gauge" -> number(breaker.failureRate());
      case "until" ->
          Duration.ofNanos(breaker.untilTry()).toString().substring(2).toLowerCase(Locale.ROOT);
      case "told" -> rig.changes.size();
      default -> throw new IllegalArgumentException(name);
    };
  }

  private static String number(double value) {
    return value == Math.rint(value) ? String.valueOf((long) value) : String.valueOf(value);
  }

  private void step(String word) {
    if (word.startsWith("+")) {
      rig.pass(time(word.substring(1)));
    } else if (word.startsWith(">")) {
      inFlight.put(word.substring(1), Objects.requireNonNull(breaker.enter(), "rejected: " + word));
    } else if (word.contains(":")) {
      String call = word.substring(0, word.indexOf(':'));
      end(Objects.requireNonNull(inFlight.get(call)), word.charAt(word.length() - 1));
    } else if (word.contains("=")) {
      set(word);
      breaker.change(rig.settings());
    } else if (word.endsWith("!")) {
      steer(word);
    } else {
      calls(word);
    }
  }

  private void steer(String word) {
    switch (word) {
      case "force!" -> breaker.forceOpen();
      case "close!" -> breaker.close();
      case "reset!" -> breaker.reset();
      case "disable!" -> breaker.disable();
      default -> throw new IllegalArgumentException(word);
    }
  }

  private void calls(String word) {
    Matcher calls = CALLS.matcher(word);
    int end = 0;
    for (; calls.lookingAt(); calls.region(end, word.length())) {
      int times = calls.group(1).isEmpty() ? 1 : Integer.parseInt(calls.group(1));
      for (int i = 0; i < times; i++) {
        Object permit = breaker.enter();
        if (permit != null) {
          end(permit, calls.group(2).charAt(0));
        }
      }
      end = calls.end();
    }
    if (end < word.length()) {
      throw new IllegalArgumentException(word);
    }
  }

  private void end(Object permit, char result) {
    long limit = rig.slowCall == BreakerSettings.NEVER ? 0 : rig.slowCall;
    switch (result) {
      case 'S', 'F' -> breaker.leave(permit, result == 'F', limit);
      case 's', 'f' -> breaker.leave(permit, result == 'f', limit + 1);
      default -> breaker.giveBack(permit);
    }
  }

  private void set(String word) {
    String value = word.substring(word.indexOf('=') + 1);
    switch (word.substring(0, word.indexOf('='))) {
      case "rate" -> rig.failureRate = Double.parseDouble(value);
      case "window" -> {
        boolean byTime = value.endsWith("s");
        rig.windowDuration = byTime ? time(value).toNanos() : 0;
        rig.windowSize = byTime ? 0 : Integer.parseInt(value);
        rig.minimumCalls = byTime ? rig.minimumCalls : Math.min(rig.minimumCalls, rig.windowSize);
      }
      case "min" -> rig.minimumCalls = Integer.parseInt(value);
      case "row" ->
          rig.consecutiveFailures =
              value.equals("off") ? BreakerSettings.OFF : Integer.parseInt(value);
      case "slow" ->
          rig.slowCall = value.equals("off") ? BreakerSettings.NEVER : time(value).toNanos();
      case "slowRate" -> rig.slowRate = Double.parseDouble(value);
      case "open" -> rig.open = time(value).toNanos();
      case "multiplier" -> rig.openMultiplier = Double.parseDouble(value);
      case "longest" -> rig.longestOpen = time(value).toNanos();
      case "half" -> rig.halfOpenCalls = Integer.parseInt(value);
      case "mode" -> rig.mode = Mode.valueOf(value.toUpperCase(Locale.ROOT));
      default -> throw new IllegalArgumentException(word);
    }
  }

  private static Duration time(String text) {
    return DurationStyle.detectAndParse(text);
  }

  private static List<String> words(String text) {
    return WORD.matcher(text).results().map(MatchResult::group).toList();
  }
}
