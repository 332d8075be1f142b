package dev.postern.server.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.protocol.json.JsonNull;
import dev.postern.protocol.json.JsonObject;
import dev.postern.protocol.json.JsonValue;
import dev.postern.server.TokenSite;
import dev.postern.server.revocation.Closings;
import dev.postern.store.AuditLine;
import dev.postern.store.Store;
import dev.postern.store.TenantReader;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a part of the log costs. */
final class AuditLogTest {

  private final TokenSite site = new TokenSite();

  /** What the store was asked of the tenant, in order. */
  private final List<String> asked = new ArrayList<>();

  /** The store, which goes on as it is, with a list of what it is asked. */
  private Store watched() {
    return watched(
        Store.class,
        site.store,
        (method, arguments) -> {
          if (method.equals("read") && arguments[1] instanceof Store.Reading<?, ?> work) {
            arguments[1] = (Store.Reading<Object, Exception>) tenant -> work.on(watched(tenant));
          }
        });
  }

  private TenantReader watched(TenantReader tenant) {
    return watched(TenantReader.class, tenant, (method, _) -> asked.add(method));
  }

  private interface Watch {
    void see(String method, Object[] arguments);
  }

  private static <T> T watched(Class<T> type, T behind, Watch watch) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (_, method, arguments) -> {
              watch.see(method.getName(), arguments);
              try {
                return method.invoke(behind, arguments);
              } catch (InvocationTargetException e) {
                throw e.getTargetException();
              }
            }));
  }

  @Test
  void howManyThingsItIsAboutTheirNamesAreAskedForOnce() throws Exception {
    for (int i = 0; i < 50; i++) {
      TokenSite.Client app = site.app(TokenSite.HOME);
      String id = app.id().text();
      site.store.<Boolean, RuntimeException>change(
          TokenSite.HOME,
          site.now(),
          writer -> {
            writer.audit(
                new AuditLine(id, "app.update", "app/" + id, JsonNull.NULL, JsonObject.EMPTY, ""));
            return true;
          });
    }
    AuditLog log =
        new AuditLog(
            new Changes(watched(), new Closings(site.keys, Duration.ofHours(1)), site.random));
    JsonObject part = log.list(TokenSite.HOME, new Filters(Map.of("action", "app.update")));
    assertThat(part.array("items").values()).hasSize(50).noneMatch(AuditLogTest::nameless);
    assertThat(asked)
        .containsExactlyInAnyOrder("audit", "appNames", "apiNames", "registrationPolicyNames");
  }

  private static boolean nameless(JsonValue line) {
    return line.text().contains("_name\":null");
  }
}
