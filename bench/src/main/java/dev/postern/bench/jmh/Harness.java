package dev.postern.bench.jmh;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.openjdk.jmh.generators.bytecode.JmhBytecodeGenerator;

/**
 * The code that JMH puts around benchmarks, made from their class files when they are run: made
 * while compiling it would be held to the warnings of this build, which it does not keep to.
 */
final class Harness {

  private static final Duration LONGEST = Duration.ofHours(2);

  private final Path folder;
  private final String classPath = System.getProperty("java.class.path");

  /** Makes it for {@code benchmarks} in the empty {@code folder}. */
  Harness(Path folder, Class<?>... benchmarks) throws Exception {
    this.folder = folder;
    Path compiled = Files.createDirectories(folder.resolve("compiled"));
    Path sources = Files.createDirectories(folder.resolve("sources"));
    for (Class<?> benchmark : benchmarks) {
      copy(benchmark, compiled);
    }
    JmhBytecodeGenerator.main(
        new String[] {compiled.toString(), sources.toString(), classes().toString(), "reflection"});
    compile(sources);
  }

  private Path classes() throws IOException {
    return Files.createDirectories(folder.resolve("classes"));
  }

  private static void copy(Class<?> type, Path to) throws IOException {
    String name = type.getName().replace('.', '/') + ".class";
    try (InputStream in = type.getClassLoader().getResourceAsStream(name)) {
      if (in == null) {
        throw new IOException("no class file of " + type);
      }
      Files.createDirectories(to.resolve(name).getParent());
      Files.copy(in, to.resolve(name));
    }
  }

  private void compile(Path sources) throws IOException {
    List<String> arguments =
        new ArrayList<>(List.of("-proc:none", "-nowarn", "-cp", classPath, "-d"));
    arguments.add(classes().toString());
    try (Stream<Path> files = Files.walk(sources)) {
      files.map(Path::toString).filter(file -> file.endsWith(".java")).forEach(arguments::add);
    }
    int status =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, arguments.toArray(String[]::new));
    if (status != 0) {
      throw new IOException("the harness does not compile");
    }
  }

  /** Runs JMH in that world in a process of its own, which gets JMH's {@code arguments}. */
  void run(World world, List<String> arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-cp");
    command.add(classes() + File.pathSeparator + world.classPath(classPath));
    command.add("org.openjdk.jmh.Main");
    command.addAll(arguments);
    Process process = new ProcessBuilder(command).inheritIO().start();
    try {
      if (!process.waitFor(LONGEST.toMinutes(), TimeUnit.MINUTES) || process.exitValue() != 0) {
        throw new IOException("JMH did not run to its end");
      }
    } finally {
      process.destroy();
    }
  }
}
