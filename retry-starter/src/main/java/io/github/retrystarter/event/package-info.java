/** What is counted and told of calls. */
@NullMarked
package io.github.retrystarter.event;

import org.jspecify.annotations.NullMarked;
