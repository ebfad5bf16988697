/** From annotated methods to advised beans. */
@NullMarked
package io.github.retrystarter.aop;

import org.jspecify.annotations.NullMarked;
