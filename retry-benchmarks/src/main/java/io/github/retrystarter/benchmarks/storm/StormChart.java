package io.github.retrystarter.benchmarks.storm;

import java.util.Locale;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.IntUnaryOperator;

/**
 * Load and goodput over time, a small chart for each strategy, as SVG without scripts or fonts of
 * its own. Transparent, in colours that can be read on white and on black, and told apart by
 * everybody; the two lines differ in their stroke too.
 */
final class StormChart {

  private static final int WIDTH = 840;
  private static final int COLUMNS = 2;
  private static final int PANEL_WIDTH = WIDTH / COLUMNS;
  private static final int PANEL_HEIGHT = 158;
  private static final int HEAD = 64;
  private static final int FOOT = 26;
  private static final int LEFT = 52;
  private static final int TOP = 26;
  private static final int PLOT_WIDTH = PANEL_WIDTH - LEFT - 14;
  private static final int PLOT_HEIGHT = PANEL_HEIGHT - TOP - 26;
  private static final int MAX_RATE = 1200;
  private static final int RATE_STEP = 300;

  /** At this height no line disturbs the text. */
  private static final int OUTCOME_RATE = 700;

  private static final int TIME_STEP = 50;

  /** Seconds that make a point: fewer would be noise. */
  private static final int POINT = 2;

  private static final String STYLE =
      """
      <style>
      text{font:12px sans-serif;fill:#767676}
      .title{font-weight:bold;font-size:13px}
      .grid{stroke:#767676;stroke-opacity:.3}
      .outage{fill:#767676;fill-opacity:.3}
      .capacity{stroke:#767676;stroke-dasharray:2 3}
      .goodput{stroke:#2f81f7;stroke-width:1.5;fill:#2f81f7;fill-opacity:.3}
      .load{stroke:#d9730d;stroke-width:1.5;fill:none}
      </style>
      """;

  private final StringBuilder svg = new StringBuilder();

  private StormChart() {}

  /**
   * Draws the runs with the first seed.
   *
   * @param runs of the stall, at {@link StormResults#HIGH} calls a second
   */
  static String svg(Map<Contender, Runs> runs) {
    StormChart chart = new StormChart();
    int rows = (runs.size() + COLUMNS - 1) / COLUMNS;
    chart.begin(HEAD + rows * PANEL_HEIGHT + FOOT);
    int number = 0;
    for (Map.Entry<Contender, Runs> each : runs.entrySet()) {
      int x = number % COLUMNS * PANEL_WIDTH;
      int y = HEAD + number / COLUMNS * PANEL_HEIGHT;
      chart.panel(x, y, each.getKey().title(), each.getValue().histories().get(0));
      number++;
    }
    chart.end(HEAD + rows * PANEL_HEIGHT);
    return chart.svg.toString();
  }

  private void begin(int height) {
    add(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\">\n",
        WIDTH, height);
    add(
        "<title>Load and goodput of a database before, during and after an outage of %d s</title>\n",
        Scenarios.OUTAGE);
    svg.append(STYLE);
    add(
        "<text class=\"title\" x=\"%d\" y=\"18\">A database that can do 300 requests/s, %d calls/s,"
            + " an outage of %d s in which requests queue up</text>\n",
        LEFT, StormResults.HIGH, Scenarios.OUTAGE);
    add("<path class=\"load\" d=\"M%d 38h26\"/>", LEFT);
    add("<text x=\"%d\" y=\"42\">load: requests that reach the database</text>\n", LEFT + 32);
    add("<path class=\"goodput\" d=\"M%d 44v-10h26v10\"/>", LEFT + 280);
    add("<text x=\"%d\" y=\"42\">goodput: calls that succeed</text>\n", LEFT + 312);
    add("<path class=\"capacity\" d=\"M%d 38h26\"/>", LEFT + 500);
    add("<text x=\"%d\" y=\"42\">capacity</text>\n", LEFT + 532);
    add("<rect class=\"outage\" x=\"%d\" y=\"33\" width=\"12\" height=\"11\"/>", LEFT + 604);
    add("<text x=\"%d\" y=\"42\">outage</text>\n", LEFT + 622);
  }

  private void end(int bottom) {
    add(
        "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\">seconds since the outage began; vertical:"
            + " calls or requests per second</text>\n</svg>\n",
        WIDTH / 2, bottom + 16);
  }

  private void panel(int x, int y, String title, History history) {
    add("<g transform=\"translate(%d %d)\">\n", x + LEFT, y + TOP);
    add("<text class=\"title\" y=\"-8\">%s</text>\n", title);
    rates();
    times(history);
    add(
        "<text x=\"%d\" y=\"%s\" text-anchor=\"end\">%s</text>\n",
        PLOT_WIDTH - 4, y(OUTCOME_RATE), outcome(history));
    add(
        "<rect class=\"outage\" x=\"%s\" width=\"%s\" height=\"%d\"/>\n",
        x(history, Scenarios.TROUBLE),
        number((double) PLOT_WIDTH * Scenarios.OUTAGE / history.seconds()),
        PLOT_HEIGHT);
    add("<path class=\"capacity\" d=\"M0 %sH%d\"/>\n", y(300), PLOT_WIDTH);
    add(
        "<path class=\"goodput\" d=\"M0 %d%sV%dZ\"/>\n",
        PLOT_HEIGHT, line(history, history::succeeded), PLOT_HEIGHT);
    add(
        "<path class=\"load\" d=\"%s\"/>\n</g>\n",
        line(history, history::attempts).replaceFirst("L", "M"));
  }

  private static String outcome(History history) {
    OptionalInt seconds = Recovery.seconds(history, Scenarios.TROUBLE + Scenarios.OUTAGE);
    return seconds.isPresent()
        ? "recovers " + seconds.getAsInt() + " s after the outage"
        : "has not recovered after " + Scenarios.PATIENCE + " s";
  }

  private void rates() {
    for (int rate = 0; rate <= MAX_RATE; rate += RATE_STEP) {
      add("<path class=\"grid\" d=\"M0 %sH%d\"/>", y(rate), PLOT_WIDTH);
      add("<text x=\"-6\" y=\"%s\" dy=\"4\" text-anchor=\"end\">%d</text>\n", y(rate), rate);
    }
  }

  private void times(History history) {
    for (int time = 0; time + Scenarios.TROUBLE < history.seconds(); time += TIME_STEP) {
      add(
          "<text x=\"%s\" y=\"%d\" text-anchor=\"middle\">%d</text>\n",
          x(history, time + Scenarios.TROUBLE), PLOT_HEIGHT + 15, time);
    }
  }

  /** A point for the middle of each {@link #POINT} seconds. */
  private static String line(History history, IntUnaryOperator counts) {
    StringBuilder path = new StringBuilder();
    for (int second = 0; second + POINT <= history.seconds(); second += POINT) {
      double sum = 0;
      for (int i = second; i < second + POINT; i++) {
        sum += counts.applyAsInt(i);
      }
      path.append('L').append(x(history, second + POINT / 2.0)).append(' ').append(y(sum / POINT));
    }
    return path.toString();
  }

  private static String x(History history, double second) {
    return number(PLOT_WIDTH * second / history.seconds());
  }

  private static String y(double rate) {
    return number(PLOT_HEIGHT * (1 - Math.min(rate, MAX_RATE) / MAX_RATE));
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }

  private void add(String text, Object... arguments) {
    svg.append(String.format(Locale.ROOT, text, arguments));
  }
}
