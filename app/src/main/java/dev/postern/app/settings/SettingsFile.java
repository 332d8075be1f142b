package dev.postern.app.settings;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * The YAML file as a source of settings. A key may be written as one ({@code http.port: 8080}) or
 * as keys within keys. No object is ever made from the document: only its text and lines are read.
 */
final class SettingsFile {

  private static final long LONGEST = 1 << 20;

  private final Path file;
  private final Gathered into;
  private final Map<Setting<?>, Integer> seen = new HashMap<>();

  private SettingsFile(Path file, Gathered into) {
    this.file = file;
    this.into = into;
  }

  static void read(Path file, Gathered into) {
    String name = file.toString();
    try {
      if (Files.size(file) > LONGEST) {
        into.complain(name, "the file is longer than a configuration can be");
        return;
      }
      String text = Files.readString(file, StandardCharsets.UTF_8);
      Optional<Node> root = new Compose(LoadSettings.builder().build()).composeString(text);
      root.ifPresent(node -> new SettingsFile(file, into).root(node));
    } catch (IOException e) {
      into.complain(name, "the file cannot be read");
    } catch (MarkedYamlEngineException e) {
      into.complain(at(name, e.getProblemMark()), "this is no YAML");
    } catch (YamlEngineException e) {
      into.complain(name, "this is no YAML");
    }
  }

  private static String at(String name, Optional<Mark> mark) {
    return mark.map(m -> name + ":" + (m.getLine() + 1)).orElse(name);
  }

  private void root(Node node) {
    if (node instanceof MappingNode mapping) {
      walk("", mapping);
    } else {
      into.complain(at(file.toString(), node.getStartMark()), "keys with values are wanted");
    }
  }

  private void walk(String prefix, MappingNode mapping) {
    for (NodeTuple entry : mapping.getValue()) {
      Origin origin = origin(entry.getKeyNode());
      if (entry.getKeyNode() instanceof ScalarNode name) {
        entry(prefix + name.getValue(), entry.getValueNode(), origin);
      } else {
        into.complain(origin.text(), "a key is wanted");
      }
    }
  }

  private void entry(String key, Node value, Origin origin) {
    Optional<Setting<?>> setting = Settings.find(key);
    Optional<Setting<?>> kept =
        key.endsWith(Setting.FILE)
            ? Settings.find(key.substring(0, key.length() - Setting.FILE.length()))
                .filter(Setting::secret)
            : Optional.empty();
    if (setting.or(() -> kept).isPresent()) {
      String label = origin.label(key);
      value(setting.or(() -> kept).get(), kept.isPresent(), value, origin, label);
    } else if (Settings.ALL.stream().noneMatch(each -> each.key().startsWith(key + "."))) {
      into.complain(origin.label(key), "there is no such setting; `postern config` shows all");
    } else if (value instanceof MappingNode below) {
      walk(key + ".", below);
    } else {
      into.complain(origin.label(key), "keys with values are wanted below it");
    }
  }

  private void value(Setting<?> setting, boolean inFile, Node node, Origin origin, String label) {
    @Nullable Integer before = seen.putIfAbsent(setting, ((Origin.Line) origin).number());
    if (before != null) {
      into.refuse(setting, label, "given already in line " + before);
      return;
    }
    Optional<String> text =
        truth(node, setting.kind()).or(() -> text(node, setting.kind().list() && !inFile));
    if (text.isEmpty()) {
      String wanted = inFile ? "the path of a file is wanted" : setting.kind().wanted();
      into.refuse(setting, label, wanted);
    } else if (inFile) {
      into.putFile(setting, text.get(), origin);
    } else {
      into.put(setting, text.get(), origin);
    }
  }

  /** What YAML takes for true or false, where a setting wants that. */
  private static Optional<String> truth(Node node, Kind<?> kind) {
    return kind.equals(Kind.TRUTH)
            && node instanceof ScalarNode scalar
            && scalar.getTag().equals(Tag.BOOL)
        ? Optional.of(scalar.getValue())
        : Optional.empty();
  }

  /** The text of a value, or empty where it is of no type that other settings have. */
  private static Optional<String> text(Node node, boolean list) {
    if (list && node instanceof SequenceNode sequence) {
      StringJoiner all = new StringJoiner(",");
      for (Node element : sequence.getValue()) {
        Optional<String> one = text(element, false);
        if (one.isEmpty() || one.get().contains(",")) {
          return Optional.empty();
        }
        all.add(one.get());
      }
      return Optional.of(all.toString());
    }
    return node instanceof ScalarNode scalar
            && !scalar.getTag().equals(Tag.NULL)
            && !scalar.getTag().equals(Tag.BOOL)
        ? Optional.of(scalar.getValue())
        : Optional.empty();
  }

  private Origin origin(Node node) {
    return new Origin.Line(file, node.getStartMark().map(mark -> mark.getLine() + 1).orElse(0));
  }
}
