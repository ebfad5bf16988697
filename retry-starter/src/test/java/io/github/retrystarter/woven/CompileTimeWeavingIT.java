package io.github.retrystarter.woven;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.retrystarter.aop.RetryAspect;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Classes that AspectJ's compiler has woven, in a JVM without the agent. */
class CompileTimeWeavingIT {

  private static final Path COMPILER = Path.of("target", "ajc", "aspectjtools.jar");

  private static final String CLASSPATH = System.getProperty("java.class.path");

  @TempDir Path directory;

  @Test
  void theirMethodsAreRetried() throws Exception {
    Path woven = weave();
    String output =
        java(
            "-cp",
            woven + File.pathSeparator + CLASSPATH,
            WovenApp.class.getName(),
            "--spring.main.banner-mode=off",
            "--spring.main.web-application-type=none",
            "--retry.mode=aspectj",
            "--retry.defaults.delay=0",
            "--retry.circuit-breakers.gateway.consecutive-failures=2");
    assertThat(output.lines().filter(line -> line.startsWith("a ")))
        .as(output)
        .containsExactly(
            "a new object: tea at 3",
            "a bean: broken 4",
            "a static method: tea at 2",
            "a fallback: tea instead of broken 2");
  }

  /** The classes as javac has made them, the aspect as it is in the starter. */
  private Path weave() throws Exception {
    Path woven = directory.resolve("woven");
    String aspects =
        Path.of(RetryAspect.class.getProtectionDomain().getCodeSource().getLocation().toURI())
            .toString();
    java(
        "-cp",
        COMPILER.toString(),
        "org.aspectj.tools.ajc.Main",
        "-17",
        "-nowarn",
        "-proc:none",
        "-inpath",
        plain().toString(),
        "-aspectpath",
        aspects,
        "-classpath",
        CLASSPATH,
        "-d",
        woven.toString());
    return woven;
  }

  private Path plain() throws Exception {
    Path own = Path.of(Shapes.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    Path from = own.resolve("io/github/retrystarter/woven");
    Path to = Files.createDirectories(directory.resolve("plain/io/github/retrystarter/woven"));
    try (Stream<Path> classes = Files.list(from)) {
      for (Path each : classes.toList()) {
        if (each.getFileName().toString().matches("(Shapes|WovenApp).*\\.class")) {
          Files.copy(each, to.resolve(each.getFileName()));
        }
      }
    }
    return directory.resolve("plain");
  }

  private static String java(String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(arguments));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }
}
