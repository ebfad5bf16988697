/** The other side: a gateway that fails as it is told to. */
@NullMarked
package io.github.retrystarter.sample.gateway;

import org.jspecify.annotations.NullMarked;
