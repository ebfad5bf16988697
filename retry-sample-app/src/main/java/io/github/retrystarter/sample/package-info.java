/** The sample shop, and the gateway that it calls. */
@NullMarked
package io.github.retrystarter.sample;

import org.jspecify.annotations.NullMarked;
