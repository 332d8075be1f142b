package dev.postern.checks.console;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.ConsoleMessage;
import com.microsoft.playwright.Request;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Hears all that no page may give cause for: errors and warnings in the browser's console, errors
 * that nothing caught, violations of the Content-Security-Policy, requests that failed, requests to
 * another origin.
 */
final class Guard {
  private static final String VIOLATION = "posternViolation";
  private static final Set<String> LOUD = Set.of("error", "warning", "assert");
  private static final Set<String> WITHOUT_HOST = Set.of("data", "blob", "about");

  private final URI origin;
  private final Set<String> complaints = new LinkedHashSet<>();
  private final List<String> expected = new ArrayList<>();

  Guard(BrowserContext context, URI origin) {
    this.origin = origin;
    context.exposeBinding(
        VIOLATION,
        (source, what) -> {
          complaints.add("CSP violation: " + what[0]);
          return null;
        });
    context.addInitScript(
        """
        document.addEventListener('securitypolicyviolation', e => window.%s(
          e.effectiveDirective + ' forbids ' + (e.blockedURI || 'it') + ' at ' + e.documentURI + ':' + e.lineNumber));
        """
            .formatted(VIOLATION));
    context.onConsoleMessage(this::hear);
    context.onWebError(error -> complaints.add("uncaught: " + error.error()));
    context.onRequest(request -> see(request.url()));
    context.onRequestFailed(this::failed);
    context.onPage(page -> page.onWebSocket(socket -> see(socket.url())));
  }

  private void hear(ConsoleMessage message) {
    if (LOUD.contains(message.type())) {
      complaints.add(
          "console %s: %s (%s)".formatted(message.type(), message.text(), message.location()));
    }
  }

  private void see(String url) {
    URI to = URI.create(url.replaceFirst("[?#].*", ""));
    // A WebSocket is of the origin of its page.
    String scheme = to.getScheme().replaceFirst("^ws", "http");
    boolean home =
        WITHOUT_HOST.contains(scheme)
            || (scheme.equals(origin.getScheme())
                && origin.getRawAuthority().equals(to.getRawAuthority()));
    if (!home) {
      complaints.add("foreign request: " + url);
    }
  }

  private void failed(Request request) {
    // What a page gave up itself, or left behind when it was left, is none: a stream always ends
    // so.
    if (!request.failure().equals("net::ERR_ABORTED")) {
      complaints.add(
          "failed request: %s %s: %s"
              .formatted(request.method(), request.url(), request.failure()));
    }
  }

  /** Something that says {@code part} must come, and is no fault; once for each kind of it. */
  void expect(String part) {
    expected.add(part);
  }

  /** Fails if there was anything that nobody expected, or not what was expected. */
  void check() {
    List<String> problems = new ArrayList<>();
    complaints.stream()
        .filter(each -> expected.stream().noneMatch(each::contains))
        .forEach(problems::add);
    expected.stream()
        .filter(part -> complaints.stream().noneMatch(each -> each.contains(part)))
        .forEach(part -> problems.add("expected, and did not come: " + part));
    if (!problems.isEmpty()) {
      throw new AssertionError("The browser complains:\n  " + String.join("\n  ", problems));
    }
  }
}
