package dev.postern.app;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/**
 * SIGTERM and SIGINT, caught, so that a process that is told to end does so in order and says that
 * all went well: left alone the JVM ends with 143 or 130 whatever its hooks did. A second signal
 * changes nothing: the end is under way and bounded.
 *
 * <p>The JDK's only way to catch a signal is in the module {@code jdk.unsupported}, which the
 * compiler warns of however it is used; hence by reflection.
 */
final class StopSignal {

  private final CountDownLatch told = new CountDownLatch(1);

  private StopSignal() {}

  /** Catches both from now on. */
  static StopSignal caught() {
    StopSignal stop = new StopSignal();
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object proxy =
          Proxy.newProxyInstance(
              StopSignal.class.getClassLoader(), new Class<?>[] {handler}, stop.handler());
      for (String name : List.of("TERM", "INT")) {
        Object number = signal.getConstructor(String.class).newInstance(name);
        signal.getMethod("handle", signal, handler).invoke(null, number, proxy);
      }
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this JVM does not let its signals be caught", e);
    }
    return stop;
  }

  private InvocationHandler handler() {
    return (proxy, method, arguments) ->
        switch (method.getName()) {
          case "handle" -> {
            told.countDown();
            yield null;
          }
          // The table of handlers may ask what every object answers.
          default -> method.invoke(this, arguments);
        };
  }

  /** Whether one has come. */
  boolean came() {
    return told.getCount() == 0;
  }

  /** Waits for the first. */
  void await() throws InterruptedException {
    told.await();
  }
}
