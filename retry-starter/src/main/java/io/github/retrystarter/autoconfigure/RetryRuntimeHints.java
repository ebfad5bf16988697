package io.github.retrystarter.autoconfigure;

import io.github.retrystarter.aop.AotHints;
import io.github.retrystarter.failure.Classification;
import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.boot.context.properties.bind.BindableRuntimeHintsRegistrar;

/** What a native image must keep for any application with the starter. */
final class RetryRuntimeHints implements RuntimeHintsRegistrar {

  RetryRuntimeHints() {}

  @Override
  public void registerHints(RuntimeHints hints, @Nullable ClassLoader loader) {
    new AotHints(hints.reflection()).registerAnnotation();
    BindableRuntimeHintsRegistrar.forTypes(RetryProperties.class).registerHints(hints, loader);
    for (String type : Classification.lookedFor()) {
      hints.reflection().registerTypeIfPresent(loader, type, hint -> {});
    }
  }
}
