package io.github.retrystarter.aop;

import org.springframework.aop.framework.AopInfrastructureBean;
import org.springframework.beans.factory.config.SmartInstantiationAwareBeanPostProcessor;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.MethodIntrospector.MetadataLookup;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;

/**
 * Gives a proxy in good time to beans whose methods get messages ({@code @KafkaListener},
 * {@code @RabbitListener} and their kin): the post-processors that look for such methods keep the
 * bean as they see it, and come before {@link RetryableBeanPostProcessor}, which puts the advice
 * into this proxy.
 */
public final class MessageListenerProxies
    implements SmartInstantiationAwareBeanPostProcessor, Ordered, AopInfrastructureBean {

  /** What all their annotations are annotated with. */
  private static final String MESSAGES =
      "org.springframework.messaging.handler.annotation.MessageMapping";

  private final RetryableBeanPostProcessor retries;

  /**
   * Looks at nothing yet.
   *
   * @param retries what will advise the beans
   */
  public MessageListenerProxies(RetryableBeanPostProcessor retries) {
    this.retries = retries;
  }

  /** After Spring's own proxies, where a bean has one, and before all else that is ordered. */
  @Override
  public int getOrder() {
    return HIGHEST_PRECEDENCE + 1;
  }

  @Override
  public Object postProcessAfterInitialization(Object bean, String beanName) {
    return getsMessages(bean.getClass()) ? retries.reserve(bean, beanName) : bean;
  }

  private static boolean getsMessages(Class<?> type) {
    return isPresent(MergedAnnotations.from(type, SearchStrategy.TYPE_HIERARCHY))
        || !MethodIntrospector.selectMethods(
                type,
                (MetadataLookup<Boolean>)
                    method ->
                        isPresent(MergedAnnotations.from(method, SearchStrategy.TYPE_HIERARCHY))
                            ? Boolean.TRUE
                            : null)
            .isEmpty();
  }

  private static boolean isPresent(MergedAnnotations annotations) {
    return annotations.isPresent(MESSAGES);
  }
}
