package dev.postern.verifier;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import jakarta.servlet.Filter;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * As much of a servlet container as one filter needs, over real HTTP. What it does not know it
 * refuses, so that a filter that asks for more is noticed.
 */
final class ServletContainer implements HttpHandler {

  /** What stands behind the filter. */
  interface Servlet {
    void serve(HttpServletRequest request, HttpExchange exchange) throws IOException;
  }

  private final Filter filter;
  private final Servlet servlet;

  ServletContainer(Filter filter, Servlet servlet) {
    this.filter = filter;
    this.servlet = servlet;
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      boolean[] reached = new boolean[1];
      int[] status = {200};
      ByteArrayOutputStream body = new ByteArrayOutputStream();
      filter.doFilter(
          request(exchange),
          response(exchange, status, body),
          (request, response) -> {
            reached[0] = true;
            servlet.serve((HttpServletRequest) request, exchange);
          });
      if (!reached[0]) {
        exchange.sendResponseHeaders(status[0], body.size() == 0 ? -1 : body.size());
        body.writeTo(exchange.getResponseBody());
      }
    } catch (ServletException e) {
      throw new IOException(e);
    }
  }

  private static HttpServletRequest request(HttpExchange exchange) {
    Map<String, Object> attributes = new HashMap<>();
    return of(
        HttpServletRequest.class,
        (proxy, method, arguments) ->
            switch (method.getName()) {
              case "getMethod" -> exchange.getRequestMethod();
              case "getRequestURI" -> exchange.getRequestURI().getRawPath();
              case "getHeaders" ->
                  Collections.enumeration(
                      exchange.getRequestHeaders().getOrDefault((String) arguments[0], List.of()));
              case "setAttribute" -> attributes.put((String) arguments[0], arguments[1]);
              case "getAttribute" -> attributes.get(arguments[0]);
              default -> throw new UnsupportedOperationException(method.getName());
            });
  }

  private static HttpServletResponse response(
      HttpExchange exchange, int[] status, OutputStream body) {
    return of(
        HttpServletResponse.class,
        (proxy, method, arguments) -> {
          switch (method.getName()) {
            case "setHeader" ->
                exchange.getResponseHeaders().set((String) arguments[0], (String) arguments[1]);
            case "setStatus" -> status[0] = (Integer) arguments[0];
            case "getOutputStream" -> {
              return new Into(body);
            }
            default -> throw new UnsupportedOperationException(method.getName());
          }
          return null;
        });
  }

  /** A body that is written at once. */
  private static final class Into extends ServletOutputStream {

    private final OutputStream body;

    Into(OutputStream body) {
      this.body = body;
    }

    @Override
    public void write(int one) throws IOException {
      body.write(one);
    }

    @Override
    public boolean isReady() {
      return true;
    }

    @Override
    public void setWriteListener(WriteListener listener) {
      throw new UnsupportedOperationException("setWriteListener");
    }
  }

  private static <T> T of(Class<T> type, InvocationHandler handler) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }
}
