/** Retries as traces show them. */
@NullMarked
package io.github.retrystarter.tracing;

import org.jspecify.annotations.NullMarked;
