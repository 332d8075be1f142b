package dev.postern.console.web;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.MessageFormat;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;

/**
 * All that the console says to people, in one language: one file, in which {@code {0}} stands for
 * what is put in and a doubled quote for one.
 */
public final class Texts {

  /** English. */
  public static final Texts ENGLISH = new Texts("texts_en.properties", Locale.UK);

  private final Properties texts = new Properties();
  private final Locale locale;

  private Texts(String file, Locale locale) {
    this.locale = locale;
    try (InputStream in = Texts.class.getResourceAsStream("/dev/postern/console/" + file)) {
      if (in == null) {
        throw new IllegalStateException(file + " is missing");
      }
      texts.load(new InputStreamReader(in, StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The text of that name, with {@code values} in it.
   *
   * @throws IllegalArgumentException if there is none
   */
  public String say(String name, Object... values) {
    String text = texts.getProperty(name);
    if (text == null) {
      throw new IllegalArgumentException("there is no text " + name);
    }
    return new MessageFormat(text, locale).format(values);
  }

  /** A span of time as people say it, to the second: {@code 1 day}, {@code 1 hour 30 minutes}. */
  public String span(Duration span) {
    List<String> parts = new ArrayList<>();
    if (span.toDaysPart() > 0) {
      parts.add(say("part.span.days", span.toDaysPart()));
    }
    if (span.toHoursPart() > 0) {
      parts.add(say("part.span.hours", span.toHoursPart()));
    }
    if (span.toMinutesPart() > 0) {
      parts.add(say("part.span.minutes", span.toMinutesPart()));
    }
    if (span.toSecondsPart() > 0 || parts.isEmpty()) {
      parts.add(say("part.span.seconds", span.toSecondsPart()));
    }
    return String.join(" ", parts);
  }

  /** The names of all texts. */
  public Set<String> names() {
    return texts.stringPropertyNames();
  }

  /** The language, as HTML's {@code lang} has it. */
  public String language() {
    return locale.getLanguage();
  }
}
