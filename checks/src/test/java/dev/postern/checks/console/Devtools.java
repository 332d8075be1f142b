package dev.postern.checks.console;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.microsoft.playwright.CDPSession;

/** A page, by Chromium's own protocol: the page's Content-Security-Policy does not stop it. */
final class Devtools {
  private final CDPSession session;

  Devtools(CDPSession session) {
    this.session = session;
  }

  JsonObject send(String method, JsonObject parameters) {
    return session.send(method, parameters);
  }

  JsonObject send(String method) {
    return session.send(method, new JsonObject());
  }

  /** The value of an expression, waited for where it is a promise. */
  JsonElement value(String expression) {
    return evaluate(expression, true).get("value");
  }

  /** The handle of what an expression gives. */
  String handle(String expression) {
    return evaluate(expression, false).get("objectId").getAsString();
  }

  private JsonObject evaluate(String expression, boolean byValue) {
    JsonObject parameters = new JsonObject();
    parameters.addProperty("expression", expression);
    parameters.addProperty("awaitPromise", true);
    parameters.addProperty("returnByValue", byValue);
    JsonObject answer = send("Runtime.evaluate", parameters);
    if (answer.has("exceptionDetails")) {
      throw new AssertionError(answer.get("exceptionDetails").toString());
    }
    return answer.getAsJsonObject("result");
  }
}
