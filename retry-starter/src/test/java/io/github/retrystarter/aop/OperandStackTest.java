package io.github.retrystarter.aop;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.asm.ClassReader;
import org.springframework.asm.ClassVisitor;
import org.springframework.asm.MethodVisitor;
import org.springframework.asm.Opcodes;
import org.springframework.asm.SpringAsmInfo;

/**
 * The stack as it is followed, beside what the compiler wrote into the class file: wherever a frame
 * stands, both must have the same depth. Over the classes of java.util, which have all of it.
 */
class OperandStackTest {

  private int frames;
  private final List<String> wrong = new ArrayList<>();

  @Test
  void itIsAsDeepAsTheCompilerSaysWhereverTheCompilerSays() throws IOException {
    Path jdk =
        FileSystems.getFileSystem(URI.create("jrt:/")).getPath("modules/java.base/java/util");
    try (Stream<Path> files = Files.walk(jdk)) {
      for (Path file : files.filter(each -> each.toString().endsWith(".class")).toList()) {
        new ClassReader(Files.readAllBytes(file)).accept(visitor(file), ClassReader.EXPAND_FRAMES);
      }
    }
    assertThat(frames).isGreaterThan(10_000);
    assertThat(wrong).isEmpty();
  }

  private ClassVisitor visitor(Path file) {
    return new ClassVisitor(SpringAsmInfo.ASM_VERSION) {
      @Override
      public MethodVisitor visitMethod(
          int access,
          String name,
          String descriptor,
          @Nullable String signature,
          String @Nullable [] exceptions) {
        return new Checking((access & Opcodes.ACC_STATIC) != 0, file + " " + name + descriptor);
      }
    };
  }

  private final class Checking extends OperandStack {
    private final String method;

    Checking(boolean isStatic, String method) {
      super(isStatic);
      this.method = method;
    }

    @Override
    public void visitFrame(
        int type, int locals, Object @Nullable [] local, int count, Object @Nullable [] stack) {
      int followed = depth();
      super.visitFrame(type, locals, local, count, stack);
      frames++;
      if (followed != depth()) {
        wrong.add(method + ": " + followed + " instead of " + depth());
      }
    }
  }
}
