/** Every shape of a method, in every course that a call may take. */
@org.jspecify.annotations.NullMarked
package io.github.retrystarter.shapes;
