/** How many retries a dependency's successes pay for. */
@NullMarked
package io.github.retrystarter.budget;

import org.jspecify.annotations.NullMarked;
