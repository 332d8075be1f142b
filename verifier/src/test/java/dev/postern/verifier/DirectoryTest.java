package dev.postern.verifier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.protocol.ServerMetadata;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The issuer's metadata are fetched once for all who need them, and waited for only so long. */
final class DirectoryTest {

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private LiveIssuer issuer;
  private Directory directory;

  @BeforeEach
  void start() throws IOException {
    issuer = new LiveIssuer();
    SSLSocketFactory tls = (SSLSocketFactory) SSLSocketFactory.getDefault();
    directory = new Directory(issuer.issuer, Duration.ofSeconds(10), tls);
  }

  @AfterEach
  void stop() {
    threads.shutdownNow();
    issuer.close();
  }

  @Test
  void whoeverComesDuringAFetchWaitsForWhatItBrings() throws Exception {
    issuer.metadataDelay = Duration.ofMillis(500);
    List<Future<ServerMetadata>> all = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      all.add(threads.submit(() -> directory.metadata()));
    }
    for (Future<ServerMetadata> each : all) {
      assertThat(each.get(10, TimeUnit.SECONDS)).isSameAs(directory.metadata());
    }
    assertThat(issuer.asked(ServerMetadata.PATH)).isEqualTo(1);
    directory.forget();
    assertThat(directory.metadata().issuer()).isEqualTo(issuer.issuer);
    assertThat(issuer.asked(ServerMetadata.PATH)).isEqualTo(2);
  }

  @Test
  void nobodyWaitsLongerThanHeWantsForWhatAnotherFetches() throws Exception {
    issuer.metadataDelay = Duration.ofSeconds(5);
    Future<ServerMetadata> patient = threads.submit(() -> directory.metadata());
    Await.until(() -> issuer.asked(ServerMetadata.PATH) == 1);
    long start = System.nanoTime();
    assertThatThrownBy(() -> directory.introspection(start + Duration.ofMillis(200).toNanos()))
        .isInstanceOf(IOException.class)
        .hasMessage("the metadata did not come in time");
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(4));
    assertThat(patient.get(10, TimeUnit.SECONDS).issuer()).isEqualTo(issuer.issuer);
  }

  @Test
  void whoIsInterruptedWhileHeWaitsWaitsNoLonger() throws Exception {
    issuer.metadataDelay = Duration.ofSeconds(2);
    Future<ServerMetadata> patient = threads.submit(() -> directory.metadata());
    Await.until(() -> issuer.asked(ServerMetadata.PATH) == 1);
    CompletableFuture<Boolean> flag = new CompletableFuture<>();
    Thread waiting =
        new Thread(() -> {
          Thread.currentThread().interrupt();
          assertThatThrownBy(() -> directory.metadata()).hasMessageContaining("interrupted");
          flag.complete(Thread.currentThread().isInterrupted());
        });
    waiting.start();
    assertThat(flag.get(10, TimeUnit.SECONDS)).isTrue();
    assertThat(patient.get(10, TimeUnit.SECONDS).issuer()).isEqualTo(issuer.issuer);
  }
}
