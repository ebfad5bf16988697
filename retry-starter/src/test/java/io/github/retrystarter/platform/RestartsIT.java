package io.github.retrystarter.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** No class loader is left behind by an application that DevTools, or a server, restarts. */
class RestartsIT {

  @ParameterizedTest(name = "50 restarts with {0} loaded anew")
  @CsvSource({
    "the application and the starter, io.github.retrystarter.",
    // As with DevTools, where the starter is a jar.
    "the application, io.github.retrystarter.platform."
  })
  void noClassLoaderIsLeft(String what, String prefix) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xmx200m",
                "-XX:SoftRefLRUPolicyMSPerMB=0",
                "-cp",
                System.getProperty("java.class.path"),
                Restarts.class.getName(),
                "50",
                prefix)
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as(output).isZero();
    assertThat(output)
        .contains(
            "answers [call 3, timed, other]",
            "loaded true",
            "of the test package 0",
            "left 0",
            "threads []");
  }
}
