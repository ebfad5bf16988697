package io.github.retrystarter.engine;

/**
 * What a hand returns where the caller is to get an exception: {@link FirstAttempt#call} throws it.
 *
 * @param failure the exception
 */
record Failed(Throwable failure) {}
