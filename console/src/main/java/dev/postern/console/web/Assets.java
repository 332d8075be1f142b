package dev.postern.console.web;

import dev.postern.console.gate.Answer;
import dev.postern.console.gate.Page;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Style, scripts and pictures: files of this module and of the libraries that it brings along.
 * Their path names what is in them, so a browser keeps them for good.
 */
public final class Assets {

  private static final String OURS = "/dev/postern/console/assets/";
  private static final String HTMX = "/META-INF/resources/webjars/htmx.org/2.0.10/dist/";
  private static final String SCRIPT = "text/javascript; charset=utf-8";

  private final Map<String, Answer> assets = new LinkedHashMap<>();
  private final String version;

  /** Reads them. */
  public Assets() {
    put("app.css", "text/css; charset=utf-8", OURS);
    put("app.js", SCRIPT, OURS);
    put("passkeys.js", SCRIPT, OURS);
    put("icons.svg", "image/svg+xml", OURS);
    put("favicon.svg", "image/svg+xml", OURS);
    put("htmx.min.js", SCRIPT, HTMX);
    this.version = digest();
  }

  /** The path of an asset below {@code /console}. */
  public String path(String name) {
    if (!assets.containsKey(name)) {
      throw new IllegalArgumentException("there is no asset " + name);
    }
    return "/assets/" + version + "/" + name;
  }

  /** What serves them. */
  public List<Page> pages() {
    List<Page> pages = new ArrayList<>();
    assets.forEach(
        (name, asset) -> pages.add(new Page("GET", "/console" + path(name), 0, asked -> asset)));
    return pages;
  }

  private void put(String name, String type, String folder) {
    try (InputStream in = Assets.class.getResourceAsStream(folder + name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is missing");
      }
      assets.put(
          name,
          Answer.of(200, type, in.readAllBytes())
              .with("Cache-Control", "public, max-age=31536000, immutable"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String digest() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      assets.values().forEach(asset -> digest.update(asset.body()));
      return HexFormat.of().formatHex(digest.digest(), 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
