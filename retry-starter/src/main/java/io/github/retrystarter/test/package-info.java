/**
 * For tests of applications: retries that wait on a clock of the test's own. Needs Spring's test
 * context only where the annotation is used. Nothing of an application that runs uses it.
 */
@NullMarked
package io.github.retrystarter.test;

import org.jspecify.annotations.NullMarked;
