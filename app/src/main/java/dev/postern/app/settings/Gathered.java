package dev.postern.app.settings;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What all sources say, the strongest first: a value that is there already stays. Every value is
 * read, also one that another hides, so that all problems are told at once.
 */
final class Gathered {

  private static final long LONGEST_SECRET = 4096;

  private final Map<Setting<?>, Given<?>> found = new HashMap<>();
  private final Set<String> failed = new HashSet<>();
  private final List<String> complaints = new ArrayList<>();

  <T> void put(Setting<T> setting, String text, Origin origin) {
    try {
      T value = setting.kind().reader().apply(text);
      found.putIfAbsent(setting, new Given<>(setting, value, text, origin));
    } catch (IllegalArgumentException e) {
      refuse(setting, origin.label(setting.key()), setting.kind().wanted());
    }
  }

  /** Puts a secret that stands in a file of its own. */
  <T> void putFile(Setting<T> setting, String file, Origin origin) {
    String label = origin.label(setting.key() + Setting.FILE);
    try {
      Path path = Path.of(file);
      if (Files.size(path) > LONGEST_SECRET) {
        refuse(setting, label, "the file is too long to be a secret");
        return;
      }
      String text = Files.readString(path, StandardCharsets.US_ASCII).strip();
      T value = setting.kind().reader().apply(text);
      found.putIfAbsent(setting, new Given<>(setting, value, text, origin));
    } catch (IOException | InvalidPathException e) {
      refuse(setting, label, "the file cannot be read");
    } catch (IllegalArgumentException e) {
      refuse(setting, label, "in that file " + setting.kind().wanted());
    }
  }

  /** Puts what counts where nobody has chosen. */
  void putUsual() {
    for (Setting<?> setting : Settings.ALL) {
      setting.usual().ifPresent(text -> put(setting, text, new Origin.Usual()));
    }
  }

  void refuse(Setting<?> setting, String label, String text) {
    failed.add(setting.key());
    complain(label, text);
  }

  void complain(String label, String text) {
    complaints.add(label + ": " + text);
  }

  /** Whether something was said of the setting that cannot be used. */
  boolean failed(String key) {
    return failed.contains(key);
  }

  void fail(Setting<?> setting) {
    failed.add(setting.key());
  }

  /** The value of a setting, or empty where there is none. */
  @SuppressWarnings("unchecked") // put() took the value from the setting's own kind
  <T> Optional<T> value(Setting<T> setting) {
    @Nullable Given<T> given = (Given<T>) found.get(setting);
    return given == null ? Optional.empty() : Optional.of(given.value());
  }

  /** The value of a setting that has a usual one. */
  <T> T require(Setting<T> setting) {
    return value(setting)
        .orElseThrow(() -> new IllegalStateException(setting.key() + " has no usual value"));
  }

  Optional<Given<?>> given(Setting<?> setting) {
    return Optional.ofNullable(found.get(setting));
  }

  /** How a setting is called: as where its value came from calls it. */
  String label(String key) {
    return Settings.find(key).flatMap(this::given).map(g -> g.origin().label(key)).orElse(key);
  }

  /** Whether somebody chose the setting. */
  boolean chosen(String key) {
    return Settings.find(key)
        .flatMap(this::given)
        .filter(g -> !(g.origin() instanceof Origin.Usual))
        .isPresent();
  }

  /** Ends the gathering: throws if anything cannot be used. */
  void done() throws InvalidSettings {
    if (!complaints.isEmpty()) {
      throw new InvalidSettings(complaints);
    }
  }
}
