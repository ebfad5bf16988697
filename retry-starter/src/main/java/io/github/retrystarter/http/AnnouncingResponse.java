package io.github.retrystarter.http;

import io.github.retrystarter.engine.ServedRequest;
import io.github.retrystarter.failure.Disposition;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.io.PrintWriter;

/**
 * Adds the header when the answer's body begins: by then its status is known, and later it may be
 * on its way. Used by one request.
 */
final class AnnouncingResponse extends HttpServletResponseWrapper {

  private final ServedRequest served;
  private final String header;
  private boolean begun;
  private boolean announced;

  AnnouncingResponse(HttpServletResponse response, ServedRequest served, String header) {
    super(response);
    this.served = served;
    this.header = header;
  }

  /** Adds the header if the answer is an error, and it is not too late. */
  void announce() {
    announce(getStatus());
  }

  private void announce(int status) {
    if (served.gaveUp() && Disposition.isFor(status) && !isCommitted()) {
      setHeader(header, Disposition.GIVEN_UP);
      announced = true;
    }
  }

  @Override
  public void setStatus(int status) {
    super.setStatus(status);
    if (begun) {
      announce(status);
    }
    if (announced && !Disposition.isFor(status)) {
      super.setHeader(header, null);
      announced = false;
    }
  }

  @Override
  public void sendError(int status) throws IOException {
    announce(status);
    super.sendError(status);
  }

  @Override
  public void sendError(int status, String message) throws IOException {
    announce(status);
    super.sendError(status, message);
  }

  @Override
  public ServletOutputStream getOutputStream() throws IOException {
    begin();
    return super.getOutputStream();
  }

  @Override
  public PrintWriter getWriter() throws IOException {
    begin();
    return super.getWriter();
  }

  @Override
  public void flushBuffer() throws IOException {
    begin();
    super.flushBuffer();
  }

  private void begin() {
    begun = true;
    announce();
  }
}
