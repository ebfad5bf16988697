package io.github.retrystarter.autoconfigure;

import io.github.retrystarter.time.Time;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationContextAware;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.core.Ordered;

/**
 * Ends all waits as soon as the context begins to close, before a web server waits for requests
 * that wait for a retry; and also where the context's start fails, which closes it without the
 * event.
 */
final class CloseTimeOnShutdown
    implements ApplicationListener<ContextClosedEvent>,
        ApplicationContextAware,
        DisposableBean,
        Ordered {

  private final Time time;
  private @Nullable ApplicationContext context;

  CloseTimeOnShutdown(Time time) {
    this.time = time;
  }

  @Override
  public void setApplicationContext(ApplicationContext context) {
    this.context = context;
  }

  @Override
  public void onApplicationEvent(ContextClosedEvent event) {
    // A child context's event comes here too.
    if (event.getApplicationContext() == context) {
      time.close();
    }
  }

  @Override
  public void destroy() {
    time.close();
  }

  @Override
  public int getOrder() {
    return HIGHEST_PRECEDENCE;
  }
}
