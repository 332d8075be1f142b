package dev.postern.app.settings;

import dev.postern.protocol.json.JsonArray;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonValue;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Every setting with its value and where that came from. A secret is never shown. */
public final class Overview {

  private final Gathered all;

  private Overview(Gathered all) {
    this.all = all;
  }

  /**
   * Reads all sources as {@link Chosen#read} does.
   *
   * @throws InvalidSettings with every problem of all sources
   */
  public static Overview read(
      Map<String, String> flags, Optional<Path> file, Map<String, String> environment)
      throws InvalidSettings {
    Gathered all = Chosen.gather(flags, file, environment);
    Chosen.assembled(all);
    return new Overview(all);
  }

  /** For people: three lines for each. */
  public String text() {
    StringBuilder text = new StringBuilder();
    for (Setting<?> setting : Settings.ALL) {
      text.append(setting.key()).append(": ").append(value(setting).orElse("(not set)"));
      text.append("\n    from ").append(origin(setting));
      text.append("; default ").append(setting.usual().orElse("none"));
      text.append("; ").append(setting.variable());
      setting.flag().ifPresent(flag -> text.append("; ").append(flag));
      text.append("\n    ").append(setting.meaning().replace("`", "")).append('\n');
    }
    return text.substring(0, text.length() - 1);
  }

  /** For programs: {@code {"settings":[…]}}. */
  public JsonObject json() {
    List<JsonValue> settings = new ArrayList<>();
    for (Setting<?> setting : Settings.ALL) {
      JsonObject.Builder json = JsonObject.builder().put("key", setting.key());
      value(setting).ifPresent(value -> json.put("value", value));
      json.put("origin", origin(setting));
      setting.usual().ifPresent(usual -> json.put("default", usual));
      json.put("variable", setting.variable());
      setting.flag().ifPresent(flag -> json.put("flag", flag));
      settings.add(json.put("meaning", setting.meaning().replace("`", "")).build());
    }
    return JsonObject.builder().put("settings", new JsonArray(settings)).build();
  }

  private Optional<String> value(Setting<?> setting) {
    return all.given(setting).map(Given::shown);
  }

  private String origin(Setting<?> setting) {
    return all.given(setting).map(Given::origin).orElseGet(Origin.Usual::new).text();
  }
}
