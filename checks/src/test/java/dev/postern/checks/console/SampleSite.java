package dev.postern.checks.console;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Pages that are right, and pages each of which is wrong in one way. */
final class SampleSite implements AutoCloseable {
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
          + "base-uri 'none'; frame-ancestors 'none'; form-action 'self'";

  private static final Map<String, String> FILES =
      Map.ofEntries(
          Map.entry(
              "/style.css",
              """
              :root { color-scheme: light dark; }
              body { font: 16px sans-serif; transition: none; }
              button { padding: 12px; margin: 12px; }
              .blind:focus { outline: none; }
              .pale { color: #ccc; background: #fff; }
              .tiny { padding: 0; margin: 0; border: 0; width: 10px; height: 10px; display: block; }
              """),
          Map.entry(
              "/count.js",
              """
              const said = document.querySelector('output');
              let count = 0;
              document.querySelector('#count').addEventListener('click', () => { said.textContent = ++count; });
              """),
          Map.entry("/logs.js", "console.error('it broke');"),
          Map.entry("/warns.js", "console.warn('it bends');"),
          Map.entry("/throws.js", "throw new Error('nobody caught me');"),
          Map.entry("/asks.js", "fetch('/closed').catch(() => {});"),
          Map.entry(
              "/gives-up.js",
              "const all = new AbortController(); fetch('/style.css', {signal: all.signal}).catch(() => {}); all.abort();"),
          Map.entry("/socket.js", "new WebSocket('ws://elsewhere.example/').onerror = () => {};"),
          Map.entry(
              "/passkey.js",
              """
              const said = document.querySelector('output');
              const challenge = new Uint8Array(32);
              const say = work => work().then(key => { said.textContent = key.type; }, e => { said.textContent = e.name; });
              document.querySelector('#make').addEventListener('click', () => say(() => navigator.credentials.create({publicKey: {
                challenge, rp: {id: 'localhost', name: 'Sample'}, user: {id: new Uint8Array(16), name: 'zoe', displayName: 'Zoe'},
                pubKeyCredParams: [{type: 'public-key', alg: -7}, {type: 'public-key', alg: -257}],
                authenticatorSelection: {residentKey: 'required', userVerification: 'required'}}})));
              document.querySelector('#use').addEventListener('click', () => say(() => navigator.credentials.get({publicKey: {
                challenge, rpId: 'localhost', userVerification: 'required'}})));
              """));

  private static final Map<String, String> PAGES =
      Map.ofEntries(
          Map.entry(
              "/right",
              "<button>Before</button><button id=count aria-label='Count one more'>+</button><output>0</output><script src=/count.js></script>"),
          Map.entry("/inline", "<script>document.title = 'mine'</script>"),
          Map.entry("/logs", "<script src=/logs.js></script>"),
          Map.entry("/warns", "<script src=/warns.js></script>"),
          Map.entry("/throws", "<script src=/throws.js></script>"),
          Map.entry("/asks", "<script src=/asks.js></script>"),
          Map.entry("/gives-up", "<script src=/gives-up.js></script>"),
          Map.entry("/lost", "<script src=/nowhere.js></script>"),
          Map.entry("/foreign", "<img alt='' src=http://elsewhere.example/a.png>"),
          Map.entry("/socket", "<script src=/socket.js></script>"),
          Map.entry("/unnamed", "<input type=text>"),
          Map.entry("/pale", "<p class=pale>Hardly anybody can read this.</p>"),
          Map.entry(
              "/tiny",
              "<button class=tiny aria-label=One></button><button class=tiny aria-label=Two></button>"),
          Map.entry("/blind", "<button class=blind>Where am I</button>"),
          Map.entry(
              "/passkey",
              "<button id=make>Make</button><button id=use>Use</button><output></output><script src=/passkey.js></script>"));

  private final HttpServer server;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  SampleSite() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
    server.setExecutor(threads);
    server.createContext("/", SampleSite::answer);
    server.start();
  }

  private static void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath();
      if (path.equals("/closed")) {
        return;
      }
      if (!path.equals("/foreign") && !path.equals("/socket")) {
        exchange.getResponseHeaders().set("Content-Security-Policy", POLICY);
      }
      if (PAGES.containsKey(path)) {
        send(exchange, "text/html; charset=utf-8", page(PAGES.getOrDefault(path, "")));
      } else if (FILES.containsKey(path)) {
        String type = path.endsWith(".css") ? "text/css" : "text/javascript";
        send(exchange, type, FILES.getOrDefault(path, ""));
      } else {
        exchange.sendResponseHeaders(404, -1);
      }
    }
  }

  private static String page(String body) {
    return """
    <!doctype html><html lang=en><head><title>Sample</title><link rel=stylesheet href=/style.css>
    <meta name=viewport content='width=device-width'></head><body><main><h1>Sample</h1>%s</main></body></html>
    """
        .formatted(body);
  }

  private static void send(HttpExchange exchange, String type, String text) throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(200, body.length);
    exchange.getResponseBody().write(body);
  }

  /** By a name: passkeys do not know addresses. */
  URI origin() {
    return URI.create("http://localhost:" + server.getAddress().getPort());
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
