/** What the starter logs. */
@NullMarked
package io.github.retrystarter.logging;

import org.jspecify.annotations.NullMarked;
