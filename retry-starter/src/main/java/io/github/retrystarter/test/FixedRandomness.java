package io.github.retrystarter.test;

import io.github.retrystarter.time.Randomness;

/**
 * Not random at all.
 *
 * @param next what each draw gives, in [0, 1)
 */
record FixedRandomness(double next) implements Randomness {}
