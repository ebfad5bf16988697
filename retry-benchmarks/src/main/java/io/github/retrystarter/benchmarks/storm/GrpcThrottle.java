package io.github.retrystarter.benchmarks.storm;

/**
 * gRPC's retry throttling, as published in gRFC A6, "Throttling Retry Attempts and Hedged RPCs"
 * (github.com/grpc/proposal, A6-client-retries.md), with the numbers of its example: a failed RPC
 * takes 1 token, a successful one brings {@code tokenRatio}; there are 0 to {@code maxTokens}, as
 * many at first; no retries while there are {@code maxTokens / 2} or fewer.
 *
 * <p>In thousandths of a token, as gRPC's implementations count.
 */
final class GrpcThrottle implements Throttle {

  private static final int TOKEN = 1000;
  private static final int MAX_TOKENS = 10 * TOKEN;
  private static final int TOKEN_RATIO = TOKEN / 10;

  private int tokens = MAX_TOKENS;

  @Override
  public void failed() {
    tokens = Math.max(0, tokens - TOKEN);
  }

  @Override
  public int tryRetry(Throwable failure) {
    return tokens > MAX_TOKENS / 2 ? 0 : REFUSED;
  }

  @Override
  public void succeeded(int paid) {
    tokens = Math.min(MAX_TOKENS, tokens + TOKEN_RATIO);
  }
}
