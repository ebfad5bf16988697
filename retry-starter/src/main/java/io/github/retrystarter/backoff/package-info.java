/** The arithmetic of waits: pure functions of the retry's number and a random number. */
@NullMarked
package io.github.retrystarter.backoff;

import org.jspecify.annotations.NullMarked;
