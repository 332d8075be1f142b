package dev.postern.bench;

import dev.postern.bench.load.Wrk;
import dev.postern.bench.process.NotMeasured;
import dev.postern.bench.process.Origin;
import dev.postern.bench.process.Program;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Where and of what figures were taken. */
final class Machine {

  private static final Duration QUICK = Duration.ofSeconds(10);

  private Machine() {}

  /** Writes {@code machine.md}; the versions of the systems stand beside their figures. */
  static void write(Ground ground) throws NotMeasured, IOException, InterruptedException {
    Origin origin = Origin.of(ground.bench());
    String cpu = first("/proc/cpuinfo", "model name");
    String memory = first("/proc/meminfo", "MemTotal");
    String text =
        """
        # Where the figures were taken

        | | |
        |---|---|
        | date | %s |
        | commit | %s |
        | effort | %s |
        | processor | %s, %d cores |
        | memory | %s |
        | kernel | %s %s |
        | JDK | %s %s |
        | load | %s |

        Each system ran alone on core %s (`taskset -c %s`), all of them idle but one; load and this program on core %s. One round:

            taskset -c %s %s

        """
            .formatted(
                origin.day(),
                origin.commit(),
                ground.effort().thorough() ? "full" : "**quick: not to be believed**",
                cpu,
                cores(),
                memory,
                System.getProperty("os.name"),
                System.getProperty("os.version"),
                System.getProperty("java.vm.vendor"),
                System.getProperty("java.vm.version"),
                shell("wrk -v 2>&1 | head -n 1 | cut -d ' ' -f 1,2"),
                Ground.SERVER_CORE,
                Ground.SERVER_CORE,
                Ground.LOAD_CORE,
                Ground.LOAD_CORE,
                String.join(
                    " ",
                    Wrk.command(
                        Ground.CONNECTIONS, ground.effort().round(), "bench/load.lua", "URL")));
    ground.write("machine.md", text);
  }

  /** How many there are, whatever this program may use. */
  private static long cores() throws IOException {
    return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
        .filter(line -> line.startsWith("processor"))
        .count();
  }

  private static String first(String file, String key) throws IOException {
    return Files.readAllLines(Path.of(file)).stream()
        .filter(line -> line.startsWith(key))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst()
        .orElse("unknown");
  }

  private static String shell(String command) throws NotMeasured, InterruptedException {
    return Program.output(List.of("sh", "-c", command + " || :"), Map.of(), QUICK)
        .lines()
        .collect(Collectors.joining(" "));
  }
}
