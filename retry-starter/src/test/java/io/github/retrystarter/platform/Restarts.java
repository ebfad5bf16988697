package io.github.retrystarter.platform;

import java.io.File;
import java.io.IOException;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.util.ReflectionUtils;
import reactor.core.scheduler.Schedulers;

/**
 * Restarts an application as DevTools does, each time in a class loader of its own, on threads that
 * outlive it; then looks which loaders can still be reached. Run by {@link RestartsIT} in a JVM of
 * its own, in which soft references are cleared by each collection.
 *
 * <p>Arguments: how often, and what the names of the classes begin with that are loaded anew.
 */
final class Restarts {

  private static final String APP = "io.github.retrystarter.platform.RestartedApp";

  /** Loads some classes itself, and all others as usual. */
  private static final class Loader extends URLClassLoader {
    private final String prefix;
    private final Set<String> loaded;

    Loader(URL[] classes, String prefix, Set<String> loaded) {
      super(classes, Restarts.class.getClassLoader());
      this.prefix = prefix;
      this.loaded = loaded;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      synchronized (getClassLoadingLock(name)) {
        if (!name.startsWith(prefix)) {
          return super.loadClass(name, resolve);
        }
        Class<?> known = findLoadedClass(name);
        loaded.add(name);
        return known == null ? findClass(name) : known;
      }
    }
  }

  private Restarts() {}

  public static void main(String[] args) throws Exception {
    int times = Integer.parseInt(args[0]);
    ReferenceQueue<ClassLoader> cleared = new ReferenceQueue<>();
    List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
    Set<String> answers = new TreeSet<>();
    Set<String> loaded = ConcurrentHashMap.newKeySet();
    ExecutorService outliving = Executors.newFixedThreadPool(2);
    // CGLIB keeps the stack of the first exception of a kind, the JDK the types that a record's
    // equals was last linked for: one application each, however many there are. Here it is this
    // one.
    new RestartedApp().call();
    for (int i = 0; i < times; i++) {
      answers.add(outliving.submit(() -> startAndClose(args[1], loaded, loaders, cleared)).get());
      // As DevTools does: these caches are not of this application, and keep its classes.
      ResolvableType.clearCache();
      ReflectionUtils.clearCache();
      AnnotationUtils.clearCache();
    }
    new RestartedApp().call();
    // Reactor's threads are the JVM's, and the first one has the loader of whoever needed it first.
    Schedulers.shutdownNow();
    System.out.println("answers " + answers);
    System.out.println("loaded " + (loaded.size() > 1));
    System.out.println(
        "of the test package " + loaded.stream().filter(each -> each.contains(".test.")).count());
    System.out.println("left " + left(loaders, cleared));
    System.out.println("threads " + threads());
    outliving.shutdown();
  }

  private static String startAndClose(
      String prefix,
      Set<String> loaded,
      List<WeakReference<ClassLoader>> loaders,
      ReferenceQueue<ClassLoader> cleared)
      throws Exception {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    try (Loader loader = new Loader(directories(), prefix, loaded)) {
      loaders.add(new WeakReference<>(loader, cleared));
      thread.setContextClassLoader(loader);
      Object app = loader.loadClass(APP).getConstructor().newInstance();
      return (String) ((Callable<?>) app).call();
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  /** The starter's and its tests' own classes. */
  private static URL[] directories() throws IOException {
    List<URL> urls = new ArrayList<>();
    for (String entry : List.of(System.getProperty("java.class.path").split(File.pathSeparator))) {
      if (Files.isDirectory(Path.of(entry)) || entry.contains("retry-starter-")) {
        urls.add(Path.of(entry).toUri().toURL());
      }
    }
    return urls.toArray(URL[]::new);
  }

  /** How many are not cleared, after as many collections as it takes, but not for ever. */
  private static long left(
      List<WeakReference<ClassLoader>> loaders, ReferenceQueue<ClassLoader> cleared)
      throws InterruptedException {
    for (int i = 0; i < 60 && alive(loaders) > 0; i++) {
      System.gc();
      // Waits for a second, or for the collector.
      while (cleared.remove(1_000) != null && alive(loaders) > 0) {
        // The next one.
      }
    }
    return alive(loaders);
  }

  private static long alive(List<WeakReference<ClassLoader>> loaders) {
    return loaders.stream().filter(each -> each.get() != null).count();
  }

  /** The starter's own that do not end by themselves, which takes them a second. */
  private static Set<String> threads() throws InterruptedException {
    Set<String> names = new HashSet<>();
    Thread[] all = new Thread[Thread.activeCount() * 2];
    int count = Thread.enumerate(all);
    for (int i = 0; i < count; i++) {
      if (all[i].getName().startsWith("retry-")) {
        all[i].join(30_000);
        if (all[i].isAlive()) {
          names.add(all[i].getName());
        }
      }
    }
    return names;
  }
}
