package io.github.retrystarter.time;

/** Threads of the starter's own. */
final class Threads {

  private Threads() {}

  /** A daemon that inherits nothing of the request that happens to start it. */
  static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(null, task, name, 0, false);
    thread.setDaemon(true);
    // JDKs differ in what a thread that inherits nothing has here: the one that sees us sees all.
    thread.setContextClassLoader(Threads.class.getClassLoader());
    return thread;
  }
}
