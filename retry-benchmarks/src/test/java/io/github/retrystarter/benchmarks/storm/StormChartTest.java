package io.github.retrystarter.benchmarks.storm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

class StormChartTest {

  @Test
  void theChartIsSmallWellFormedAndSelfContained() throws Exception {
    String svg = chart(1);
    assertThat(svg).doesNotContain("<script", "href", "url(", "@import");
    Document document =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
    NodeList lines = document.getElementsByTagName("path");
    for (int i = 0; i < lines.getLength(); i++) {
      assertThat(lines.item(i).getAttributes().getNamedItem("d").getNodeValue())
          .matches("M[-0-9. MLHVhvZ]+");
    }
    assertThat(svg).contains("recovers 37 s after the outage");
  }

  @Test
  void theSameRunsGiveTheSameChartToTheByte() {
    assertThat(chart(1)).isEqualTo(chart(1)).isNotEqualTo(chart(2));
  }

  @Test
  void thePublishedChartIsSmall() throws Exception {
    assertThat(Files.size(Path.of("results", "storm.svg"))).isBetween(10_000L, 100_000L);
  }

  private static String chart(long seed) {
    Map<Contender, Runs> runs = new EnumMap<>(Contender.class);
    runs.put(
        Contender.NO_RETRIES,
        new Runs(List.of(Scenarios.stall(StormResults.LOW).run(Contender.NO_RETRIES, seed))));
    return StormChart.svg(runs);
  }
}
