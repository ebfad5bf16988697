/** The hands that carry out what one decision function says. */
@NullMarked
package io.github.retrystarter.engine;

import org.jspecify.annotations.NullMarked;
