/** What services tell each other of retries, deadlines and giving up: in HTTP headers. */
@NullMarked
package io.github.retrystarter.http;

import org.jspecify.annotations.NullMarked;
