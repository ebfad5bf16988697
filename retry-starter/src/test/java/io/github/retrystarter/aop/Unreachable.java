package io.github.retrystarter.aop;

import io.github.retrystarter.annotation.Retryable;
import io.github.retrystarter.aop.elsewhere.HiddenMethod;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ScheduledFuture;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.context.annotation.Lazy;

/** Placements that no advice reaches, or that can't be retried. */
final class Unreachable {

  private Unreachable() {}

  interface Call {
    String call();
  }

  static class PrivateMethod {
    @Retryable
    @SuppressWarnings("UnusedMethod") // the subject of the test
    private String call() {
      return "never retried";
    }
  }

  static class PrivateInSuperclass extends PrivateMethod {}

  static class StaticMethod {
    @Retryable
    static String call() {
      return "never retried";
    }
  }

  static class FinalMethod {
    @Retryable
    final String call() {
      return "never retried";
    }
  }

  static class FinalMethodOfInterface implements Call {
    @Override
    @Retryable
    public final String call() {
      return "never retried";
    }
  }

  static final class FinalClass {
    @Retryable
    String call() {
      return "never retried";
    }
  }

  static final class FinalClassWithInterface implements Call {
    @Override
    public String call() {
      return "plain";
    }

    @Retryable
    String other(int number) {
      return "never retried" + number;
    }
  }

  record AsRecord() {
    @Retryable
    String call() {
      return "never retried";
    }
  }

  static sealed class Sealed permits Permitted {
    @Retryable
    String call() {
      return "never retried";
    }
  }

  static final class Permitted extends Sealed {}

  static class PrivateConstructor {
    private PrivateConstructor() {}

    static PrivateConstructor create() {
      return new PrivateConstructor();
    }

    @Retryable
    String call() {
      return "never retried";
    }
  }

  static class Elsewhere extends HiddenMethod {}

  static class NotOnInterface implements Call {
    @Override
    public String call() {
      return "plain";
    }

    @Retryable
    public String other() {
      return "never retried";
    }
  }

  @Lazy
  static class LazyBean extends PrivateMethod {}

  static class Product implements FactoryBean<PrivateMethod> {
    @Override
    public PrivateMethod getObject() {
      return new PrivateMethod();
    }

    @Override
    public Class<?> getObjectType() {
      return PrivateMethod.class;
    }
  }

  static class FutureTasks {
    @Retryable
    FutureTask<String> call() {
      return new FutureTask<>(() -> "never retried");
    }
  }

  static class Timers {
    @Retryable
    ScheduledFuture<String> call() {
      throw new IllegalStateException("never retried");
    }
  }

  static class OwnFuture extends CompletableFuture<String> {}

  static class OwnFutures {
    @Retryable
    OwnFuture call() {
      return new OwnFuture();
    }
  }

  static class TwoAtOnce {
    @Retryable
    static String first() {
      return "never retried";
    }

    @Retryable
    final String second() {
      return "never retried";
    }
  }
}
