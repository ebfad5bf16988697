package io.github.retrystarter.benchmarks.storm;

/** What holds retries back, one for each client process. */
interface Throttle {

  /** A retry is not made. */
  int REFUSED = -1;

  /** Holds nothing back. */
  Throttle NONE =
      new Throttle() {
        @Override
        public void failed() {}

        @Override
        public int tryRetry(Throwable failure) {
          return 0;
        }

        @Override
        public void succeeded(int paid) {}
      };

  /** An attempt has failed, whether or not another one is wanted. */
  void failed();

  /**
   * Another attempt is wanted.
   *
   * @return what it costs; {@link #REFUSED} for no
   */
  int tryRetry(Throwable failure);

  /**
   * A call has succeeded.
   *
   * @param paid what its last retry cost; 0 where there was none
   */
  void succeeded(int paid);
}
