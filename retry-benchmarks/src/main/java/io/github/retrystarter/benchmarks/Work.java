package io.github.retrystarter.benchmarks;

/**
 * The methods that are called. Each subject has them with its own annotation, and all do the same:
 * as little as possible, so that what is measured is the way there.
 *
 * <p>A class, not an interface: so every subject gets a proxy of the same make, a CGLIB subclass.
 */
public abstract class Work {

  /** What the methods return. */
  static final Object VALUE = new Object();

  private int failures = 1;

  /** The plainest method. */
  public abstract Object noArguments();

  /** A method with arguments, one of which is boxed on its way through the proxy. */
  public abstract Object twoArguments(String text, int number);

  /** A method that fails on its first call: it shows that the subject's retries are in force. */
  public abstract Object failsOnce();

  /** What {@link #failsOnce()} does. */
  Object failOnce() {
    if (failures-- > 0) {
      throw new IllegalStateException("the first call");
    }
    return VALUE;
  }
}
