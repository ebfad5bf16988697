/** The actuator endpoint. */
@NullMarked
package io.github.retrystarter.actuate;

import org.jspecify.annotations.NullMarked;
