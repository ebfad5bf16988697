package io.github.retrystarter.aop;

import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.asm.ConstantDynamic;
import org.springframework.asm.Handle;
import org.springframework.asm.Label;
import org.springframework.asm.MethodVisitor;
import org.springframework.asm.Opcodes;
import org.springframework.asm.SpringAsmInfo;
import org.springframework.asm.Type;

/**
 * Follows a method's operand stack, as far as it takes to know where {@code this} lies on it: what
 * is called on {@code this} passes no proxy. Needs expanded frames.
 *
 * <p>Where it is in doubt, say after {@code var self = this}, a value is not {@code this}.
 */
abstract class OperandStack extends MethodVisitor {

  /**
   * A stack.
   *
   * @param depth in slots; a long or a double takes two
   * @param own the slots that hold {@code this}, from the bottom
   */
  private record State(int depth, BitSet own) {}

  private final boolean isStatic;
  private final Map<Label, State> atLabels = new HashMap<>();
  private BitSet own = new BitSet();
  private int depth;
  private boolean reachable = true;

  OperandStack(boolean isStatic) {
    super(SpringAsmInfo.ASM_VERSION);
    this.isStatic = isStatic;
  }

  /** Whether the value that begins so many slots below the top is {@code this}: 1 is the top. */
  final boolean isThis(int fromTop) {
    return fromTop >= 1 && fromTop <= depth && own.get(depth - fromTop);
  }

  /** How many slots are taken; a long or a double takes two. */
  final int depth() {
    return depth;
  }

  /** Takes values away, and puts others in their place. */
  private void replace(int pops, int pushes) {
    depth = Math.max(0, depth - pops);
    own.clear(depth, Math.max(own.length(), depth));
    depth += pushes;
  }

  /** As far as it matters here, a loss of depth leaves what is below it as it was. */
  private void change(int slots) {
    replace(Math.max(0, -slots), Math.max(0, slots));
  }

  private void remember(Label target) {
    State before = atLabels.get(target);
    BitSet both = (BitSet) own.clone();
    if (before != null) {
      both.and(before.own());
    }
    atLabels.put(target, new State(depth, both));
  }

  private void leave() {
    reachable = false;
    replace(depth, 0);
  }

  @Override
  public void visitTryCatchBlock(Label start, Label end, Label handler, @Nullable String type) {
    atLabels.put(handler, new State(1, new BitSet()));
  }

  @Override
  public void visitLabel(Label label) {
    if (reachable) {
      if (!atLabels.containsKey(label)) {
        return;
      }
      remember(label);
    }
    State state = atLabels.get(label);
    if (state != null) {
      depth = state.depth();
      own = (BitSet) state.own().clone();
      reachable = true;
    }
  }

  @Override
  public void visitFrame(
      int type, int locals, Object @Nullable [] local, int count, Object @Nullable [] stack) {
    int slots = count;
    for (int i = 0; stack != null && i < count; i++) {
      boolean wide = Opcodes.LONG.equals(stack[i]) || Opcodes.DOUBLE.equals(stack[i]);
      slots += wide ? 1 : 0;
    }
    if (slots != depth) {
      replace(depth, slots);
    }
    reachable = true;
  }

  @Override
  public void visitInsn(int opcode) {
    switch (opcode) {
      case Opcodes.DUP -> {
        boolean copied = isThis(1);
        change(1);
        own.set(depth - 1, copied);
      }
      case Opcodes.SWAP -> replace(2, 2);
      case Opcodes.DUP_X1 -> replace(2, 3);
      case Opcodes.DUP_X2 -> replace(3, 4);
      case Opcodes.DUP2 -> replace(2, 4);
      case Opcodes.DUP2_X1 -> replace(3, 5);
      case Opcodes.DUP2_X2 -> replace(4, 6);
      case Opcodes.ATHROW,
          Opcodes.IRETURN,
          Opcodes.LRETURN,
          Opcodes.FRETURN,
          Opcodes.DRETURN,
          Opcodes.ARETURN,
          Opcodes.RETURN ->
          leave();
      default -> change(StackEffects.of(opcode));
    }
  }

  @Override
  public void visitIntInsn(int opcode, int operand) {
    change(opcode == Opcodes.NEWARRAY ? 0 : 1);
  }

  @Override
  public void visitVarInsn(int opcode, int index) {
    change(StackEffects.of(opcode));
    if (opcode == Opcodes.ALOAD && index == 0 && !isStatic) {
      own.set(depth - 1);
    }
  }

  @Override
  public void visitTypeInsn(int opcode, String type) {
    switch (opcode) {
      case Opcodes.NEW -> change(1);
      case Opcodes.CHECKCAST -> change(0); // the same object
      default -> replace(1, 1);
    }
  }

  @Override
  public void visitFieldInsn(int opcode, String owner, String name, String descriptor) {
    int size = Type.getType(descriptor).getSize();
    switch (opcode) {
      case Opcodes.GETSTATIC -> replace(0, size);
      case Opcodes.PUTSTATIC -> replace(size, 0);
      case Opcodes.GETFIELD -> replace(1, size);
      default -> replace(1 + size, 0);
    }
  }

  @Override
  public void visitMethodInsn(
      int opcode, String owner, String name, String descriptor, boolean isInterface) {
    int sizes = Type.getArgumentsAndReturnSizes(descriptor);
    replace((sizes >> 2) - (opcode == Opcodes.INVOKESTATIC ? 1 : 0), sizes & 3);
  }

  @Override
  public void visitInvokeDynamicInsn(
      String name, String descriptor, Handle bootstrap, Object... arguments) {
    int sizes = Type.getArgumentsAndReturnSizes(descriptor);
    replace((sizes >> 2) - 1, sizes & 3);
  }

  @Override
  public void visitJumpInsn(int opcode, Label target) {
    change(StackEffects.of(opcode));
    remember(target);
    if (opcode == Opcodes.GOTO) {
      leave();
    }
  }

  @Override
  public void visitTableSwitchInsn(int low, int high, Label otherwise, Label... targets) {
    jump(otherwise, targets);
  }

  @Override
  public void visitLookupSwitchInsn(Label otherwise, int[] keys, Label[] targets) {
    jump(otherwise, targets);
  }

  private void jump(Label otherwise, Label... targets) {
    change(-1);
    remember(otherwise);
    for (Label target : targets) {
      remember(target);
    }
    leave();
  }

  @Override
  public void visitLdcInsn(Object value) {
    boolean wide =
        value instanceof Long
            || value instanceof Double
            || (value instanceof ConstantDynamic constant && constant.getSize() == 2);
    change(wide ? 2 : 1);
  }

  @Override
  public void visitMultiANewArrayInsn(String descriptor, int dimensions) {
    replace(dimensions, 1);
  }
}
