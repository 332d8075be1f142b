package dev.postern.app.settings;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The environment as a source of settings. */
final class Variables {

  private static final String PREFIX = "POSTERN_";

  /** What the commands that speak to a server read. */
  private static final Set<String> OF_THE_COMMANDS =
      Set.of("POSTERN_SERVER", "POSTERN_CREDENTIAL", "POSTERN_CA");

  /**
   * What Kubernetes sets in every pod beside a service named {@code postern}, or {@code
   * postern-console}, for a console that has a port of its own.
   */
  private static final Pattern OF_KUBERNETES =
      Pattern.compile("POSTERN_(CONSOLE_)?(SERVICE_(HOST|PORT.*)|PORT_[0-9]+_(TCP|UDP|SCTP).*)");

  private static final Pattern PORT_OF_KUBERNETES = Pattern.compile("POSTERN_(CONSOLE_)?PORT");

  private static final Pattern ADDRESS_OF_KUBERNETES = Pattern.compile("(tcp|udp|sctp)://.*");

  private final Map<String, Setting<?>> values = new TreeMap<>();
  private final Map<String, Setting<?>> files = new TreeMap<>();

  Variables() {
    for (Setting<?> setting : Settings.ALL) {
      values.put(setting.variable(), setting);
      if (setting.secret()) {
        files.put(Setting.variable(setting.key() + Setting.FILE), setting);
      }
    }
  }

  /** Reads all of them; one that is empty is as if it were not there. */
  void read(Map<String, String> environment, Gathered into) {
    new TreeMap<>(environment)
        .forEach((name, value) -> {
          if (name.startsWith(PREFIX) && !value.isEmpty()) {
            one(name, value, into);
          }
        });
    files.forEach((name, setting) -> {
      if (!environment.getOrDefault(name, "").isEmpty()
          && !environment.getOrDefault(setting.variable(), "").isEmpty()) {
        into.refuse(
            setting, name, "goes not with " + setting.variable() + "; one of them is wanted");
      }
    });
  }

  private void one(String name, String value, Gathered into) {
    Origin origin = new Origin.Variable(name);
    Setting<?> setting = values.get(name);
    Setting<?> kept = files.get(name);
    if (others(name, value)) {
      return;
    }
    if (setting != null) {
      into.put(setting, value, origin);
    } else if (kept != null) {
      into.putFile(kept, value, origin);
    } else {
      into.complain(name, "there is no such setting; `postern config` shows all");
    }
  }

  private static boolean others(String name, String value) {
    return OF_THE_COMMANDS.contains(name)
        || OF_KUBERNETES.matcher(name).matches()
        || (PORT_OF_KUBERNETES.matcher(name).matches()
            && ADDRESS_OF_KUBERNETES.matcher(value).matches());
  }
}
