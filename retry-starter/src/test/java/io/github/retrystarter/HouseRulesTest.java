package io.github.retrystarter;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.lang.reflect.Modifier;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfiguration;

/** The floors of the house, and what may be used on which. */
class HouseRulesTest {

  private static final String ROOT = "io.github.retrystarter";

  /** From the ground up; a package may use those below its floor, and the root package. */
  private static final List<Set<String>> FLOORS =
      List.of(
          Set.of("backoff", "failure", "event", "time", "annotation"),
          Set.of("breaker", "budget"),
          Set.of("policy"),
          Set.of("engine"),
          Set.of("aop", "metrics", "tracing", "actuate", "logging", "http"),
          Set.of("autoconfigure", "test"));

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_JARS)
          .importPackages(ROOT);

  private static final DescribedPredicate<JavaCall<?>> SLEEPS =
      target(name("sleep")).and(target(owner(assignableTo(Thread.class))));

  @Test
  void aPackageUsesOnlyFloorsBelowIt() {
    for (int floor = 0; floor < FLOORS.size(); floor++) {
      for (String name : FLOORS.get(floor)) {
        String[] others =
            FLOORS.subList(floor, FLOORS.size()).stream()
                .flatMap(Set::stream)
                .filter(other -> !other.equals(name))
                .map(other -> ROOT + "." + other + "..")
                .toArray(String[]::new);
        noClasses()
            .that(resideInAPackage(ROOT + "." + name + ".."))
            .should()
            .dependOnClassesThat(resideInAnyPackage(others))
            .allowEmptyShould(true)
            .check(CLASSES);
      }
    }
  }

  @Test
  void theRootPackageUsesNoOther() {
    noClasses()
        .that(resideInAPackage(ROOT))
        .should()
        .dependOnClassesThat(resideInAPackage(ROOT + ".(*).."))
        .check(CLASSES);
  }

  @Test
  void everyPackageHasItsFloor() {
    Set<String> known = FLOORS.stream().flatMap(Set::stream).collect(Collectors.toSet());
    Set<String> packages =
        CLASSES.stream()
            .map(each -> each.getPackageName())
            .filter(name -> !name.equals(ROOT))
            .map(name -> name.substring(ROOT.length() + 1))
            .collect(Collectors.toSet());
    assertThat(known).containsAll(packages);
  }

  @Test
  void thereAreNoCycles() {
    slices().matching(ROOT + ".(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void springIsUsedOnlyFromTheUpperFloorsOn() {
    noClasses()
        .that(
            resideInAnyPackage(
                ROOT,
                ROOT + ".time..",
                ROOT + ".backoff..",
                ROOT + ".event..",
                ROOT + ".breaker..",
                ROOT + ".budget..",
                ROOT + ".policy..",
                ROOT + ".engine.."))
        .should()
        .dependOnClassesThat(
            resideInAPackage("org.springframework..")
                // The contract's view for users of Spring's own retries.
                .and(not(resideInAPackage("org.springframework.core.retry"))))
        .check(CLASSES);
  }

  @Test
  void eachLibraryHasItsOwnRoom() {
    onlyIn("io.micrometer..", ".metrics..", ".tracing..", ".autoconfigure..");
    onlyIn("org.springframework.boot.actuate..", ".actuate..", ".autoconfigure..");
    onlyIn("org.aopalliance..", ".aop..");
    reactorIsOnlyInTheEngineItsApiAndHttp();
    onlyIn("org.aspectj..", ".aop..");
    onlyIn("jakarta.servlet..", ".http..", ".autoconfigure..");
    onlyIn("feign..", ".failure..", ".http..", ".autoconfigure..");
    onlyIn("org.springframework.test..", ".test..");
    onlyIn("reactor.netty..", ".failure..");
    onlyIn("org.reactivestreams..", ".engine..", ".aop..");
  }

  private static void reactorIsOnlyInTheEngineItsApiAndHttp() {
    noClasses()
        .that()
        .haveNameNotMatching(
            ROOT.replace(".", "\\.")
                + "\\.(engine\\.(ReactorRetry|ReactiveCall.*|Demand)|ReactiveRetry(Provider)?|http\\..*)")
        .should()
        .dependOnClassesThat(resideInAnyPackage("reactor.core..", "reactor.util.."))
        .check(CLASSES);
  }

  private static void onlyIn(String library, String... rooms) {
    String[] packages = new String[rooms.length];
    for (int i = 0; i < rooms.length; i++) {
      packages[i] = ROOT + rooms[i];
    }
    noClasses()
        .that()
        .resideOutsideOfPackages(packages)
        .should()
        .dependOnClassesThat(resideInAPackage(library))
        .check(CLASSES);
  }

  @Test
  void clockSleepAndRandomnessAreTouchedOnlyInTheTimePackage() {
    noClasses()
        .that()
        .resideOutsideOfPackage(ROOT + ".time..")
        .should()
        .callMethod(System.class, "nanoTime")
        .orShould()
        .callMethod(System.class, "currentTimeMillis")
        .orShould()
        .callCodeUnitWhere(SLEEPS)
        .orShould()
        .callMethod(Math.class, "random")
        .orShould()
        .callMethod(java.time.Instant.class, "now")
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(java.util.Random.class)
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(java.time.Clock.class)
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(java.util.concurrent.locks.LockSupport.class)
        .check(CLASSES);
    // Nor there: waits end with an interrupt or with the application.
    noClasses().should().callCodeUnitWhere(SLEEPS).check(CLASSES);
  }

  @Test
  void everyPackageIsNullMarked() throws Exception {
    for (String name :
        CLASSES.stream().map(each -> each.getPackageName()).collect(Collectors.toSet())) {
      Class<?> info = Class.forName(name + ".package-info");
      assertThat(info.isAnnotationPresent(NullMarked.class)).as(name).isTrue();
    }
  }

  @Test
  void autoConfigurationsAreFinalAndTheirMethodsNotPublic() {
    classes()
        .that()
        .areAnnotatedWith(AutoConfiguration.class)
        .should()
        .haveModifier(com.tngtech.archunit.core.domain.JavaModifier.FINAL)
        .check(CLASSES);
    methods()
        .that()
        .areDeclaredInClassesThat()
        .areAnnotatedWith(AutoConfiguration.class)
        .should()
        .notBePublic()
        .check(CLASSES);
  }

  @Test
  void inAutoconfigureOnlyTheAutoConfigurationsArePublic() {
    assertThat(
            CLASSES.stream()
                .filter(each -> each.getPackageName().equals(ROOT + ".autoconfigure"))
                .filter(each -> Modifier.isPublic(each.reflect().getModifiers()))
                .filter(each -> !each.isAnnotatedWith(AutoConfiguration.class)))
        .isEmpty();
  }
}
