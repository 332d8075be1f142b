package dev.postern.console.web;

import dev.postern.console.gate.Answer;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.Utf8ByteOutput;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;

/** Draws pages: templates that were made into classes when this was built. */
public final class Drawing {

  private static final TemplateEngine ENGINE = TemplateEngine.createPrecompiled(ContentType.Html);

  private Drawing() {}

  /** The page of a template whose parameters are {@code frame} and {@code page}. */
  public static Answer draw(int status, String template, Frame frame, Object page) {
    Utf8ByteOutput output = new Utf8ByteOutput();
    ENGINE.render(template, Map.of("frame", frame, "page", page), output);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(output.getContentLength());
    try {
      output.writeTo(bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return Answer.of(status, "text/html; charset=utf-8", bytes.toByteArray());
  }
}
