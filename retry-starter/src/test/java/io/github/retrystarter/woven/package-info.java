/** What runs with AspectJ's agent: its tests are those of a Failsafe execution of their own. */
@NullMarked
package io.github.retrystarter.woven;

import org.jspecify.annotations.NullMarked;
