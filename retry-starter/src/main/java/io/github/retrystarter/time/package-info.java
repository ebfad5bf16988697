/** Clock, sleep, alarms and randomness: the only place that touches the real ones. */
@NullMarked
package io.github.retrystarter.time;

import org.jspecify.annotations.NullMarked;
