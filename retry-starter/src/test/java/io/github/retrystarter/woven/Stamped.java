package io.github.retrystarter.woven;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Where {@link Stamp} is woven. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@interface Stamped {}
