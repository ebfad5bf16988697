/** Properties, auto-configurations and failure analysis. */
@NullMarked
package io.github.retrystarter.autoconfigure;

import org.jspecify.annotations.NullMarked;
