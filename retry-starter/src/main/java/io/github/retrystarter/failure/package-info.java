/** What failed, and what that means for a retry. */
@NullMarked
package io.github.retrystarter.failure;

import org.jspecify.annotations.NullMarked;
