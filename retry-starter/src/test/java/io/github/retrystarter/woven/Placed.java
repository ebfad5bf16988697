package io.github.retrystarter.woven;

import io.github.retrystarter.annotation.Retryable;
import java.io.IOException;

/** Places where the annotation may stand, in proxy mode and in aspectj mode. */
final class Placed {

  private Placed() {}

  static class Worker {
    final Flaky work = new Flaky();
  }

  @Retryable
  static class OnClass extends Worker {
    private int shown;

    public String declared() throws IOException {
      return work.call("declared");
    }

    String notPublic() throws IOException {
      return work.call("not public");
    }

    @Override
    public String toString() {
      shown++;
      throw new IllegalStateException("shown " + shown);
    }

    int shown() {
      return shown;
    }
  }

  static class Overriding extends OnClass {
    @Override
    public String declared() throws IOException {
      return super.declared();
    }
  }

  @Retryable
  interface OnInterface {
    String declared() throws IOException;
  }

  static final class Implementing extends Worker implements OnInterface {
    @Override
    public String declared() throws IOException {
      return work.call("declared");
    }

    public String added() throws IOException {
      return work.call("added");
    }
  }

  static class OnMethod extends Worker {
    @Retryable
    public String declared() throws IOException {
      return work.call("declared");
    }
  }

  static class OverridingMethod extends OnMethod {
    @Override
    @Retryable
    public String declared() throws IOException {
      return super.declared();
    }
  }

  interface OnInterfacesMethod {
    @Retryable
    String declared() throws IOException;

    default String twice() throws IOException {
      return declared();
    }
  }

  static class ImplementingMethod extends Worker implements OnInterfacesMethod {
    @Override
    public String declared() throws IOException {
      return work.call("declared");
    }
  }

  static class Misspelt {
    @Retryable(value = "paymnets")
    private String hidden() {
      return "done";
    }

    String callsHidden() {
      return hidden();
    }
  }

  static class InstanceFallback {
    @Retryable(fallback = "instead")
    static String ofTheClass() {
      return "done";
    }

    String instead() {
      return "instead";
    }
  }
}
