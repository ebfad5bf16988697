package io.github.retrystarter.http;

import io.github.retrystarter.engine.CallScope;
import io.github.retrystarter.engine.ServedRequest;
import io.github.retrystarter.time.Time;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import java.util.List;
import org.springframework.web.context.request.async.WebAsyncUtils;

/**
 * Reads what the callers of a servlet application tell, and tells them if a call was given up. To
 * be mapped for the dispatcher types REQUEST, ASYNC, ERROR and FORWARD: an answer is often made in
 * one of the latter. In a WAR, Boot's {@code ErrorPageFilter} empties the answer of a request that
 * has thrown, whatever headers it had, and forwards to the error page. Thread-safe.
 */
public final class ServletRequests implements Filter {

  private static final String ATTRIBUTE = ServletRequests.class.getName() + ".request";

  private final RetryHeaders names;
  private final Time time;

  /**
   * Takes its parts.
   *
   * @param names of the headers
   * @param time the engine's
   */
  public ServletRequests(RetryHeaders names, Time time) {
    this.names = names;
    this.time = time;
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    if (request instanceof HttpServletRequest http
        && response instanceof HttpServletResponse answer) {
      ServedRequest served = served(http);
      AnnouncingResponse announcing = new AnnouncingResponse(answer, served, names.disposition());
      serve(http, announcing, served, chain);
    } else {
      chain.doFilter(request, response);
    }
  }

  private static void serve(
      HttpServletRequest request,
      AnnouncingResponse response,
      ServedRequest served,
      FilterChain chain)
      throws IOException, ServletException {
    Object entered = CallScope.enter(served);
    try {
      chain.doFilter(request, response);
    } finally {
      CallScope.leave(entered);
    }
    if (!request.isAsyncStarted()) {
      response.announce();
    }
  }

  /** The same for all dispatches of a request. */
  private ServedRequest served(HttpServletRequest request) {
    if (request.getAttribute(ATTRIBUTE) instanceof ServedRequest known) {
      return known;
    }
    ServedRequest served =
        new ServedRequest(time, InboundHeaders.read(names, name -> values(request, name)));
    request.setAttribute(ATTRIBUTE, served);
    WebAsyncUtils.getAsyncManager(request)
        .registerCallableInterceptor(ATTRIBUTE, new CallableScope(served));
    return served;
  }

  private static List<String> values(HttpServletRequest request, String name) {
    // Null where the container does not let anybody look.
    var values = request.getHeaders(name);
    return values == null ? List.of() : Collections.list(values);
  }
}
