package io.github.retrystarter.failure;

import java.util.List;

/** What one library's exceptions mean. Made only where the library is on the class path. */
@FunctionalInterface
interface FailureTable {

  /** Subclasses before what they extend. */
  List<Row> rows();
}
