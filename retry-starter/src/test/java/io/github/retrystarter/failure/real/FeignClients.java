package io.github.retrystarter.failure.real;

import feign.Feign;
import feign.Request;
import feign.RequestLine;
import feign.Retryer;
import feign.Target;
import java.net.URI;
import java.util.concurrent.TimeUnit;

/** Feign, over its own client: HttpURLConnection. */
final class FeignClients {

  private interface Api {
    @RequestLine("GET ")
    String get(URI base);
  }

  private FeignClients() {}

  static Client feign(Limits limits) {
    Api api =
        Feign.builder()
            .retryer(Retryer.NEVER_RETRY)
            .options(
                new Request.Options(
                    limits.connectMillis(),
                    TimeUnit.MILLISECONDS,
                    limits.readMillis(),
                    TimeUnit.MILLISECONDS,
                    true))
            .target(Target.EmptyTarget.create(Api.class));
    return api::get;
  }
}
