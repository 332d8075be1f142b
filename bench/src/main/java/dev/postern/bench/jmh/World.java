package dev.postern.bench.jmh;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Who makes signatures in a measured process. */
enum World {
  /** The JDK's providers: Corretto's is not on the class path. */
  JDK("the JDK", "POSTERN,SPRING,NIMBUS"),
  /** Corretto's provider is on the class path, and nobody has installed it. */
  BESIDE("Corretto on the class path", "POSTERN"),
  /** Corretto's provider is installed before all others, for the whole process. */
  FIRST("Corretto installed first", "SPRING,NIMBUS");

  private static final String PROPERTY = "postern.bench.world";

  private final String text;
  private final String libraries;

  World(String text, String libraries) {
    this.text = text;
    this.libraries = libraries;
  }

  /** For a table. */
  String text() {
    return text;
  }

  /** The libraries for which this world differs from the others, parted by commas. */
  String libraries() {
    return libraries;
  }

  /** The option of a Java command that puts it into this world. */
  String option() {
    return "-D" + PROPERTY + "=" + name();
  }

  /** A class path as it is in this world. */
  String classPath(String all) {
    return Arrays.stream(all.split(java.io.File.pathSeparator, -1))
        .filter(jar ->
            this != JDK
                || !Path.of(jar)
                    .getFileName()
                    .toString()
                    .startsWith("AmazonCorrettoCryptoProvider"))
        .collect(Collectors.joining(java.io.File.pathSeparator));
  }

  /** Makes this process be in the world that its options name. */
  static void enter() {
    if (valueOf(System.getProperty(PROPERTY, JDK.name())) == FIRST) {
      AmazonCorrettoCryptoProvider.install();
      AmazonCorrettoCryptoProvider.INSTANCE.assertHealthy();
    }
  }
}
