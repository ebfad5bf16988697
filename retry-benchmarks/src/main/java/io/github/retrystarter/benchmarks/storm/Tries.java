package io.github.retrystarter.benchmarks.storm;

/** One call, as a strategy sees it: told what happens, it answers what is to be done. */
interface Tries {

  /** The call begins. */
  Move begin();

  /** The attempt has succeeded. */
  Move succeeded();

  /** The attempt has failed. */
  Move failed(Throwable failure);

  /** The wait is over. */
  Move waited();
}
