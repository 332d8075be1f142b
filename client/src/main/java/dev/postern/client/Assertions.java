package dev.postern.client;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Where a workload's assertions come from. */
sealed interface Assertions {

  /** The assertion to show now; never one that is remembered. */
  Assertion next() throws NoAssertion;

  /** From a file that the platform writes anew while the workload runs. */
  record InFile(Path file) implements Assertions {

    @Override
    public Assertion next() throws NoAssertion {
      String place = "the assertion file " + file;
      try (InputStream in = Files.newInputStream(file)) {
        // One byte above the limit is enough to refuse it.
        byte[] content = in.readNBytes(Assertion.LIMIT + 1);
        return Assertion.of(new String(content, StandardCharsets.ISO_8859_1), place);
      } catch (NoSuchFileException e) {
        throw new NoAssertion(place + " is not there");
      } catch (IOException e) {
        throw new NoAssertion(place + " cannot be read: " + e.getClass().getSimpleName());
      }
    }
  }

  /** From whoever has to be asked for each. */
  record Fetched(AssertionSource source) implements Assertions {

    @Override
    public Assertion next() throws NoAssertion {
      try {
        return Assertion.of(source.assertion(), "the assertion that was fetched");
      } catch (IOException | RuntimeException e) {
        // It is somebody else's code. What its message repeats is not known.
        throw new NoAssertion("no assertion could be fetched: " + e.getClass().getSimpleName());
      }
    }
  }
}
