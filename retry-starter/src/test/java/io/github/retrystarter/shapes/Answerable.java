package io.github.retrystarter.shapes;

import java.io.IOException;

/** A failure for which there is a fallback. */
public final class Answerable extends IOException {
  private static final long serialVersionUID = 1L;
}
