/**
 * The retry-storm simulator: what retries do to a dependency in trouble. Discrete events on virtual
 * time; the same seed gives the same run, to the nanosecond.
 */
@NullMarked
package io.github.retrystarter.benchmarks.storm;

import org.jspecify.annotations.NullMarked;
