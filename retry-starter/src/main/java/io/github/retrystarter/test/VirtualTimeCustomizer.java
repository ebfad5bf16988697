package io.github.retrystarter.test;

import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.MergedContextConfiguration;

/**
 * Puts a virtual clock and a fixed jitter into a test's context. Equal ones share a context.
 *
 * @param random what each draw gives
 */
record VirtualTimeCustomizer(double random) implements ContextCustomizer {

  VirtualTimeCustomizer {
    if (!(random >= 0 && random < 1)) {
      throw new IllegalArgumentException(
          "@VirtualRetryTime(random = %s): legal are 0 <= x < 1".formatted(random));
    }
  }

  @Override
  public void customizeContext(
      ConfigurableApplicationContext context, MergedContextConfiguration merged) {
    BeanDefinitionRegistry registry = (BeanDefinitionRegistry) context.getBeanFactory();
    register(registry, "virtualRetryTime", new RootBeanDefinition(RetryTime.class));
    RootBeanDefinition fixed = new RootBeanDefinition(FixedRandomness.class);
    fixed.getConstructorArgumentValues().addIndexedArgumentValue(0, random);
    register(registry, "fixedRetryRandomness", fixed);
  }

  private static void register(
      BeanDefinitionRegistry registry, String name, RootBeanDefinition definition) {
    // Wins over one that the application has.
    definition.setPrimary(true);
    definition.setRole(RootBeanDefinition.ROLE_INFRASTRUCTURE);
    registry.registerBeanDefinition(name, definition);
  }
}
