package io.github.retrystarter.time;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Threads of the starter's own. They go when there is nothing to do for a second. */
final class Threads {

  private static final int MOST = 200;

  private Threads() {}

  /** A daemon that inherits nothing of the request that happens to start it. */
  static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(null, task, name, 0, false);
    thread.setDaemon(true);
    // JDKs differ in what a thread that inherits nothing has here: the one that sees us sees all.
    thread.setContextClassLoader(Threads.class.getClassLoader());
    return thread;
  }

  /** As many as there is work, up to 200; more work queues. Starts none of them. */
  static ThreadPoolExecutor pool(String name) {
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            MOST,
            MOST,
            1,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> daemon(task, name));
    pool.allowCoreThreadTimeOut(true);
    return pool;
  }

  /** One for what comes at its time and is quick. Does not start it. */
  static ScheduledThreadPoolExecutor timer(String name) {
    ScheduledThreadPoolExecutor timer =
        new ScheduledThreadPoolExecutor(1, task -> daemon(task, name));
    timer.setRemoveOnCancelPolicy(true);
    timer.setKeepAliveTime(1, TimeUnit.SECONDS);
    timer.allowCoreThreadTimeOut(true);
    return timer;
  }
}
