package io.github.retrystarter.aop;

/**
 * A call as bytecode makes it.
 *
 * @param owner the class or interface that it names, as {@link Class#getName} does: the static type
 *     of what is called, which a bean's class may extend or implement
 * @param name the method's name
 * @param descriptor its erased parameters and result, as in JVMS 4.3.3
 * @param exact whether the very method of the owner is meant: a static one, or by {@code super}
 * @param onThis whether the object called is the caller itself, so that the call passes no proxy
 */
record MethodCall(String owner, String name, String descriptor, boolean exact, boolean onThis) {

  /** What tells the methods of one class apart. */
  String signature() {
    return name + descriptor;
  }
}
