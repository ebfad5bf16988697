package io.github.retrystarter.classpath;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Every optional library is optional: applications in JVMs of their own, with class paths that do
 * not hold it. A filtered class loader would not see what the verifier sees.
 */
class SeparateClasspathsIT {

  /** What {@code spring-boot-starter} brings, and nothing else. */
  private static final Pattern SMALLEST =
      Pattern.compile(
          "spring-(boot|boot-autoconfigure|core|context|aop|beans|expression)-[0-9].*"
              + "|spring-boot-starter(-logging)?-[0-9].*"
              + "|(jspecify|slf4j-api|logback-core|logback-classic|log4j-api|log4j-to-slf4j"
              + "|jul-to-slf4j|snakeyaml|commons-logging|micrometer-(commons|observation))-[0-9].*");

  @ParameterizedTest(name = "without {0}")
  @CsvSource({
    "actuator, spring-boot-(starter-)?(actuator|health).*, false, true",
    "Micrometer, micrometer-core.*|spring-boot-(starter-)?(micrometer|actuator|health).*, false, false",
    "Boot's metrics, spring-boot-(starter-)?(micrometer|actuator|health).*, false, true",
    "Reactor, reactor-.*|reactive-streams.*, true, true",
    "Spring's transactions, spring-(tx|jdbc|orm|data-.*)-.*|spring-boot-(starter-)?(jdbc|transaction|sql).*|hibernate-.*, true, true",
    "Spring's JDBC, spring-(jdbc|orm)-.*|spring-boot-(starter-)?(jdbc|sql).*, true, true",
    "PostgreSQL's driver, postgresql-.*, true, true",
    "Hibernate and JPA, hibernate-.*|jakarta.persistence-.*|spring-orm-.*, true, true",
    "HTTP clients, (httpclient5|httpcore5|feign|jetty|netty|reactor-netty).*, true, true",
    "Boot's HTTP clients, spring-boot-(starter-)?(restclient|webclient|http-client|http-codec).*, true, true",
    "servlets, (jakarta.servlet-api|tomcat|spring-webmvc)-.*|spring-boot-(starter-)?(webmvc|servlet|tomcat).*, true, true",
    "message brokers, (kafka|spring-messaging|spring-amqp|grpc|lettuce|spring-data|aws|sdk)-.*, true, true",
    "Kotlin, kotlin-.*|kotlinx-.*, true, true",
    "validation, (jakarta.validation|hibernate-validator).*|spring-boot-(starter-)?validation.*, true, true",
    "Spring Security, spring-security-.*, true, true",
    "Spring Web, spring-(web|webmvc|webflux)-.*|spring-boot-(starter-)?(web|servlet|tomcat|http).*|tomcat-.*, true, true"
  })
  void anApplicationStartsAndRetries(String library, String jars, boolean endpoint, boolean metrics)
      throws Exception {
    Pattern left = Pattern.compile(jars);
    assertThat(classpath(jar -> left.matcher(jar).matches())).isNotEmpty();
    runs(jar -> !left.matcher(jar).matches(), endpoint, metrics);
  }

  @ParameterizedTest(name = "with {0} alone")
  @CsvSource("spring-boot-starter")
  void theSmallestApplicationStartsAndRetries(String starter) throws Exception {
    assertThat(starter).isEqualTo("spring-boot-starter");
    runs(jar -> SMALLEST.matcher(jar).matches(), false, false);
  }

  /** Only proxies call it, and only Spring's proxies know how. */
  @ParameterizedTest(name = "without {0}")
  @CsvSource({
    "kotlinx-coroutines-reactor, org.jetbrains.kotlinx",
    "kotlin-reflect, org.jetbrains.kotlin"
  })
  void aSuspendFunctionIsRefusedWhereSpringCantCallIt(String library, String group)
      throws Exception {
    Process process =
        start(jar -> !jar.startsWith(library), "io.github.retrystarter.classpath.KotlinAppKt");
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as(output).isOne();
    assertThat(output)
        .contains(
            "Method: io.github.retrystarter.classpath.KotlinApp.answer()",
            "the method is a suspend function, and %s is not there, which Spring needs to call it"
                    .formatted(library)
                + " by a proxy",
            "Add %s:%s to the application's dependencies.".formatted(group, library));
  }

  private static void runs(Predicate<String> jars, boolean endpoint, boolean metrics)
      throws Exception {
    Process process = start(jars, SmallApp.class.getName());
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).as(output).isZero();
    assertThat(output)
        .contains("annotated call 3", "code call 3", "endpoint " + endpoint, "metrics " + metrics);
    assertThat(output).doesNotContain("WARN", "ERROR");
  }

  private static Process start(Predicate<String> jars, String app) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            String.join(File.pathSeparator, classpath(jars)),
            app,
            "--spring.main.web-application-type=none",
            "--spring.main.banner-mode=off",
            "--management.endpoints.web.exposure.include=retry")
        .redirectErrorStream(true)
        .start();
  }

  /** Directories stay: they are the starter's and its tests' own classes. */
  private static List<String> classpath(Predicate<String> jars) {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(
            entry -> {
              String name = Path.of(entry).getFileName().toString();
              return !name.endsWith(".jar") || name.startsWith("retry-starter") || jars.test(name);
            })
        .toList();
  }
}
