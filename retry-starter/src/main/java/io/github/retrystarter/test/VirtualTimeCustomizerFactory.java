package io.github.retrystarter.test;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.test.context.ContextConfigurationAttributes;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.ContextCustomizerFactory;
import org.springframework.test.context.TestContextAnnotationUtils;

/** Looks for the annotation; Spring's test context finds it by {@code spring.factories}. */
final class VirtualTimeCustomizerFactory implements ContextCustomizerFactory {

  VirtualTimeCustomizerFactory() {}

  @Override
  public @Nullable ContextCustomizer createContextCustomizer(
      Class<?> testClass, List<ContextConfigurationAttributes> attributes) {
    VirtualRetryTime found =
        TestContextAnnotationUtils.findMergedAnnotation(testClass, VirtualRetryTime.class);
    return found == null ? null : new VirtualTimeCustomizer(found.random());
  }
}
