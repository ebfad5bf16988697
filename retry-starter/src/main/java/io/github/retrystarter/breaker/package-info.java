/** Circuit breakers: when not to call at all. */
@NullMarked
package io.github.retrystarter.breaker;

import org.jspecify.annotations.NullMarked;
