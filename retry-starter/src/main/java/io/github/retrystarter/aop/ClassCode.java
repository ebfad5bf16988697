package io.github.retrystarter.aop;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.asm.ClassReader;
import org.springframework.asm.ClassVisitor;
import org.springframework.asm.Handle;
import org.springframework.asm.MethodVisitor;
import org.springframework.asm.Opcodes;
import org.springframework.asm.SpringAsmInfo;
import org.springframework.asm.Type;
import org.springframework.util.ClassUtils;

/** What the methods of one class call, by the signature of each that has code. */
final class ClassCode extends ClassVisitor {

  /**
   * A method's code.
   *
   * @param isPrivate whether no subclass can override it
   * @param isSynthetic whether the compiler has made it: of a lambda, a bridge
   * @param calls the calls in the order of the code
   */
  record Body(boolean isPrivate, boolean isSynthetic, List<MethodCall> calls) {}

  private final Map<String, Body> bodies = new HashMap<>();

  private ClassCode() {
    super(SpringAsmInfo.ASM_VERSION);
  }

  /**
   * Reads a class file.
   *
   * @return empty where there is none (a class made at run time, a native image), or it can't be
   *     read
   */
  static Map<String, Body> of(Class<?> type) {
    ClassCode code = new ClassCode();
    try (InputStream file = type.getResourceAsStream(ClassUtils.getClassFileName(type))) {
      if (file != null) {
        new ClassReader(file).accept(code, ClassReader.SKIP_DEBUG | ClassReader.EXPAND_FRAMES);
      }
      return code.bodies;
    } catch (IOException | RuntimeException unreadable) {
      return Map.of();
    }
  }

  @Override
  public @Nullable MethodVisitor visitMethod(
      int access,
      String name,
      String descriptor,
      @Nullable String signature,
      String @Nullable [] exceptions) {
    if ((access & (Opcodes.ACC_ABSTRACT | Opcodes.ACC_NATIVE)) != 0) {
      return null;
    }
    List<MethodCall> calls = new ArrayList<>();
    boolean isPrivate = (access & Opcodes.ACC_PRIVATE) != 0;
    boolean isSynthetic = (access & Opcodes.ACC_SYNTHETIC) != 0;
    bodies.put(name + descriptor, new Body(isPrivate, isSynthetic, calls));
    return new Calls((access & Opcodes.ACC_STATIC) != 0, calls);
  }

  private static final class Calls extends OperandStack {

    private final List<MethodCall> calls;

    Calls(boolean isStatic, List<MethodCall> calls) {
      super(isStatic);
      this.calls = calls;
    }

    @Override
    public void visitMethodInsn(
        int opcode, String owner, String name, String descriptor, boolean isInterface) {
      boolean isStatic = opcode == Opcodes.INVOKESTATIC;
      // The receiver lies below the arguments, and is counted with them.
      boolean onThis = !isStatic && isThis(Type.getArgumentsAndReturnSizes(descriptor) >> 2);
      add(owner, name, descriptor, isStatic || opcode == Opcodes.INVOKESPECIAL, onThis);
      super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
    }

    /** A lambda's or a method reference's target is called by somebody: most likely here. */
    @Override
    public void visitInvokeDynamicInsn(
        String name, String descriptor, Handle bootstrap, Object... arguments) {
      // Of what is captured, the receiver is the first.
      boolean onThis = isThis((Type.getArgumentsAndReturnSizes(descriptor) >> 2) - 1);
      for (Object argument : arguments) {
        if (argument instanceof Handle handle && handle.getTag() >= Opcodes.H_INVOKEVIRTUAL) {
          boolean isStatic = handle.getTag() == Opcodes.H_INVOKESTATIC;
          boolean exact = isStatic || handle.getTag() == Opcodes.H_INVOKESPECIAL;
          add(handle.getOwner(), handle.getName(), handle.getDesc(), exact, onThis && !isStatic);
        }
      }
      super.visitInvokeDynamicInsn(name, descriptor, bootstrap, arguments);
    }

    private void add(String owner, String name, String descriptor, boolean exact, boolean onThis) {
      if (!name.startsWith("<")) { // no constructor
        calls.add(new MethodCall(owner.replace('/', '.'), name, descriptor, exact, onThis));
      }
    }
  }
}
