package dev.postern.jdbc;

import static dev.postern.store.Samples.NOW;
import static dev.postern.store.TenantName.DEFAULT;

import dev.postern.protocol.ClientId;
import dev.postern.store.Samples;
import dev.postern.store.Store;
import java.io.BufferedReader;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;

/** Another process that uses a data folder, to be killed. */
final class OtherProcess implements AutoCloseable {

  /** It ends by itself should nobody end it. */
  private static final int MOST_CHANGES = 20_000;

  private final Process process;
  private final BufferedReader output;

  /** Starts a process that does {@code task}: {@code hold} the folder, or {@code write} to it. */
  OtherProcess(String task, Path folder, Path temporary) throws IOException {
    process =
        new ProcessBuilder(
                List.of(
                    ProcessHandle.current().info().command().orElseThrow(),
                    "--enable-native-access=ALL-UNNAMED",
                    "-XX:TieredStopAtLevel=1",
                    "-Dorg.sqlite.tmpdir=" + temporary,
                    "-cp",
                    ManagementFactory.getRuntimeMXBean().getClassPath(),
                    OtherProcess.class.getName(),
                    task,
                    folder.toString()))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    output = process.inputReader();
  }

  /** What runs in the other process. */
  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[1]);
    DataLock.hold(folder);
    try (Store store = SqliteStore.open(folder)) {
      if (arguments[0].equals("hold")) {
        System.out.println("held");
        int end = System.in.read();
        System.exit(end == -1 ? 0 : 1);
      }
      for (int i = 0; i < MOST_CHANGES; i++) {
        // Number and line end at once: half a number would be another one.
        System.out.print(write(store) + "\n");
      }
    }
  }

  private static long write(Store store) {
    return store.change(
        DEFAULT,
        NOW,
        tenant -> {
          ClientId app = new ClientId("app_" + tenant.number());
          tenant.put(Samples.app(app, tenant.number()));
          tenant.put(Samples.credential("cred_" + tenant.number(), app, tenant.number()));
          tenant.audit(Samples.line("app.create"));
          return tenant.number();
        });
  }

  /** Waits for a line of its: that it holds the folder, or the number of a change. */
  String line() throws IOException {
    String line = output.readLine();
    if (line == null) {
      throw new IOException("the other process ended too early");
    }
    return line;
  }

  /** Kills it as {@code kill -9} does, and gives back the lines that it still got out. */
  List<String> kill() throws InterruptedException {
    // Process.destroyForcibly would close the stream with the lines still in it.
    process.toHandle().destroyForcibly();
    process.waitFor();
    return output.lines().toList();
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
