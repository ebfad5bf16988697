/** The annotation. */
@NullMarked
package io.github.retrystarter.annotation;

import org.jspecify.annotations.NullMarked;
