package dev.postern.examples.storage.play;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/** One performance, from an empty folder to an empty folder. */
public final class Play {

  /** No performance takes longer; it is broken off in the middle of whatever it waits for. */
  private static final Duration LONGEST = Duration.ofSeconds(115);

  private static final int TAIL = 15;

  private Play() {}

  /** Plays with the jars of {@code home}; whether every step was as expected. */
  public static boolean on(Path home) throws IOException {
    // In UTF-8 whatever the locale says: where it says nothing, terminals and logs are that, too.
    PrintStream out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, UTF_8);
    Transcript transcript = new Transcript(out);
    Stage stage = new Stage(home);
    AtomicBoolean over = new AtomicBoolean();
    Thread hook = new Thread(() -> interrupted(stage, over, out), "postern-demo-end");
    Runtime.getRuntime().addShutdownHook(hook);
    long start = System.nanoTime();
    try {
      breakOffLate(Thread.currentThread());
      new Story(stage, transcript).play();
      over.set(true);
      stage.close();
      stage.clear();
      transcript.summary(Duration.ofNanos(System.nanoTime() - start));
      return true;
    } catch (StepFailed | IOException e) {
      if (over.compareAndSet(false, true)) {
        failed(stage, out, String.valueOf(e.getMessage()));
      }
      return false;
    } finally {
      stage.close();
    }
  }

  private static void failed(Stage stage, PrintStream out, String why) throws IOException {
    stage.close();
    out.println();
    out.println("The demo failed at " + why);
    out.println();
    stage.logTails(TAIL).forEach(out::println);
    out.println();
    out.println("Everything is left as it was in " + stage.folder());
  }

  private static void interrupted(Stage stage, AtomicBoolean over, PrintStream out) {
    if (over.compareAndSet(false, true)) {
      stage.close();
      out.println();
      out.println("Interrupted. Everything is left as it was in " + stage.folder());
    }
  }

  private static void breakOffLate(Thread play) {
    Thread watch =
        new Thread(
            () -> {
              try {
                Thread.sleep(LONGEST);
                play.interrupt();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "postern-demo-limit");
    watch.setDaemon(true);
    watch.start();
  }
}
