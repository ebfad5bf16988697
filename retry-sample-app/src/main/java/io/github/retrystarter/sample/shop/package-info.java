/** The shop: orders, payment callbacks, logistics. */
@NullMarked
package io.github.retrystarter.sample.shop;

import org.jspecify.annotations.NullMarked;
