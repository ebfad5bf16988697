/** What a call costs, beside the peers. */
@NullMarked
package io.github.retrystarter.benchmarks;

import org.jspecify.annotations.NullMarked;
