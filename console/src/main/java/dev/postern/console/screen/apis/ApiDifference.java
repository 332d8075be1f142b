package dev.postern.console.screen.apis;

import dev.postern.console.web.ApiRefused;
import dev.postern.console.web.Frame;
import dev.postern.console.web.Query;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;

/**
 * The settings of an API that two people change at once, three ways: what a form was drawn from,
 * what was typed into it, and what is there now.
 */
public final class ApiDifference {

  /** The fields of the form. */
  public static final List<String> FIELDS = List.of("name", "scopes", ApiScreens.LIFETIME, "proof");

  /** What the name of a field starts with that stands for what another was drawn from. */
  public static final String DRAWN = "drawn.";

  private ApiDifference() {}

  /** The form that is drawn from {@code settings}. */
  static Query remembering(Query settings) {
    return remembering(settings, settings);
  }

  /** The form with {@code fields} in it, which counts as drawn from {@code settings}. */
  static Query remembering(Query fields, Query settings) {
    Query form = fields;
    for (String field : FIELDS) {
      form = form.and(DRAWN + field, digest(field, settings));
    }
    return form;
  }

  /** What was typed into {@code form}, and {@code now} where nothing was. */
  static Query merged(Query form, Query now) {
    Query merged = Query.NONE;
    for (String field : FIELDS) {
      boolean typed = !digest(field, form).equals(form.raw(DRAWN + field));
      merged = merged.and(field, (typed ? form : now).raw(field));
    }
    return merged;
  }

  /** Stands for what is sent of a field: as long for many scopes as for a name. */
  private static String digest(String field, Query form) {
    try {
      byte[] text = plain(field, form, "\n").getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** For each field in which {@code typed} is something else than {@code now}: what is now. */
  static List<ApiRefused.Fault> between(Frame frame, Query typed, Query now) {
    List<ApiRefused.Fault> faults = new ArrayList<>();
    for (String field : FIELDS) {
      if (!plain(field, typed, "\n").equals(plain(field, now, "\n"))) {
        faults.add(new ApiRefused.Fault("/" + field, said(frame, field, plain(field, now, ", "))));
      }
    }
    return faults;
  }

  private static String said(Frame frame, String field, String there) {
    if (there.isEmpty()) {
      return frame.say("apis.meanwhile.empty");
    }
    String now = field.equals("proof") ? frame.say("apis.proof." + there) : there;
    return frame.say("apis.meanwhile.now", now);
  }

  /** What is sent of a field. */
  private static String plain(String field, Query form, String between) {
    return field.equals("scopes")
        ? ApiScreens.scopes(form).stream()
            .map(scope -> String.join(" = ", scope))
            .collect(Collectors.joining(between))
        : form.raw(field).strip();
  }
}
