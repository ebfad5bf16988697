package io.github.retrystarter.autoconfigure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.env.ConfigTreePropertySource;
import org.springframework.boot.origin.OriginLookup;
import org.springframework.boot.origin.OriginTrackedResource;
import org.springframework.boot.origin.TextResourceOrigin;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.Resource;

/**
 * The files that the configuration was read from, and the directories of configuration trees. What
 * counts is what stands in them: Kubernetes changes a mounted ConfigMap by pointing a symbolic link
 * to another directory, and the files that it leads to may look as old as before. Immutable.
 *
 * @param paths files and directories
 */
record WatchedFiles(Set<Path> paths) {

  /** Those of an environment. */
  static WatchedFiles of(ConfigurableEnvironment environment) {
    Set<Path> paths = new TreeSet<>();
    for (PropertySource<?> source : environment.getPropertySources()) {
      Path path = path(source);
      if (path != null) {
        paths.add(path);
      }
    }
    return new WatchedFiles(paths);
  }

  private static @Nullable Path path(PropertySource<?> source) {
    if (source instanceof ConfigTreePropertySource tree) {
      return tree.getSource();
    }
    if (!(source instanceof EnumerablePropertySource<?> enumerable)
        || !(source instanceof OriginLookup<?>)) {
      return null;
    }
    for (String name : enumerable.getPropertyNames()) {
      if (OriginLookup.getOrigin(source, name) instanceof TextResourceOrigin text) {
        return file(text.getResource());
      }
    }
    return null;
  }

  private static @Nullable Path file(@Nullable Resource resource) {
    Resource plain =
        resource instanceof OriginTrackedResource tracked ? tracked.getResource() : resource;
    try {
      return plain != null && plain.isFile() ? plain.getFile().toPath() : null;
    } catch (IOException noFile) {
      return null;
    }
  }

  /** What stands in them now; a file that can't be read is left out. */
  Map<Path, ByteBuffer> content() {
    Map<Path, ByteBuffer> content = new TreeMap<>();
    for (Path path : paths) {
      if (Files.isDirectory(path)) {
        try (Stream<Path> below = Files.walk(path)) {
          below.filter(Files::isRegularFile).forEach(each -> read(each, content));
        } catch (IOException | UncheckedIOException changing) {
          // It is looked at again soon.
        }
      } else {
        read(path, content);
      }
    }
    return content;
  }

  private static void read(Path file, Map<Path, ByteBuffer> content) {
    try {
      content.put(file, ByteBuffer.wrap(Files.readAllBytes(file)));
    } catch (IOException unreadable) {
      // Being replaced, or gone.
    }
  }
}
