package dev.postern.console.web;

import dev.postern.console.gate.Asked;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a browser may send to {@code https://postern.example.com}, and then some. */
final class Browser {

  private final String method;
  private final List<Map.Entry<String, String>> headers = new ArrayList<>();
  private @Nullable String query;
  private boolean secure = true;

  private Browser(String method) {
    this.method = method;
  }

  static Browser sends(String method) {
    return new Browser(method);
  }

  Browser header(String name, String value) {
    headers.add(Map.entry(name, value));
    return this;
  }

  Browser query(String newQuery) {
    query = newQuery;
    return this;
  }

  Browser withoutTls() {
    secure = false;
    return this;
  }

  Asked asked() {
    List<Map.Entry<String, String>> sent = List.copyOf(headers);
    return new Asked(
        new Asked.Line(method, "postern.example.com", "/console/apps", query, Map.of()),
        name ->
            sent.stream()
                .filter(header -> header.getKey().equalsIgnoreCase(name))
                .map(Map.Entry::getValue)
                .toList(),
        "".getBytes(StandardCharsets.UTF_8),
        new Asked.From(InetAddress.getLoopbackAddress(), secure));
  }
}
