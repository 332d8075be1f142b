package dev.postern.server.http.admin;

import dev.postern.server.access.Caller;
import dev.postern.server.http.Reply;
import dev.postern.server.http.RequestRefused;
import dev.postern.server.refusal.Refusal;

/**
 * One call of the Admin API.
 *
 * @param method the HTTP method
 * @param path below {@link AdminRoutes#ROOT}
 * @param scope what the caller's token must permit; empty where any token of the API will do
 * @param limited whether it heeds that a caller may be limited to chosen APIs; one that does not is
 *     refused to him
 * @param own what a caller may do of it whose token does not permit that
 * @param call what it does
 */
record Operation(String method, String path, String scope, boolean limited, Own own, Call call) {

  /** Does one call, whose caller may make it. */
  @FunctionalInterface
  interface Call {
    Reply on(AdminRequest request) throws Refusal;
  }

  /** Whether a call is about what is the caller's own. */
  @FunctionalInterface
  interface Own {
    boolean is(AdminRequest request) throws Refusal;
  }

  Operation(String method, String path, String scope, Call call) {
    this(method, path, scope, it -> false, call);
  }

  Operation(String method, String path, String scope, Own own, Call call) {
    this(method, path, scope, false, own, call);
  }

  /**
   * The same call, which heeds the caller's reach: it shows and changes nothing beyond the APIs
   * that he is limited to.
   */
  Operation withinReach() {
    return new Operation(method, path, scope, true, own, call);
  }

  /** Refuses who may not make this call. */
  void require(Caller caller, AdminRequest request) throws Refusal {
    if (!scope.isEmpty() && !caller.scopes().contains(scope) && !own(request)) {
      caller.require(scope);
    }
    if (!limited) {
      request.actor().reach().requireAll();
    }
  }

  /** Whoever cannot show that it is his own needs the scope, whatever else is wrong. */
  private boolean own(AdminRequest request) {
    try {
      return own.is(request);
    } catch (Refusal | RequestRefused unreadable) {
      return false;
    }
  }

  boolean takesBody() {
    return !method.equals("GET") && !method.equals("DELETE");
  }

  /** A part of a list is chosen by parameters; nothing else takes any. */
  boolean lists() {
    return method.equals("GET") && !path.endsWith("}");
  }
}
