/** Immutable effective policies: merged by precedence, with the origin of every value. */
@NullMarked
package io.github.retrystarter.policy;

import org.jspecify.annotations.NullMarked;
