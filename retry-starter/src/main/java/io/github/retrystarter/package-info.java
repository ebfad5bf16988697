/**
 * What users import: small interfaces, values and exceptions. The annotation itself is {@link
 * io.github.retrystarter.annotation.Retryable}.
 */
@NullMarked
package io.github.retrystarter;

import org.jspecify.annotations.NullMarked;
