/** The meters. */
@NullMarked
package io.github.retrystarter.metrics;

import org.jspecify.annotations.NullMarked;
