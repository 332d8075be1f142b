package dev.postern.console.screen.apis;

import dev.postern.console.web.ApiRefused;
import dev.postern.console.web.Frame;
import dev.postern.console.web.Query;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** In what the settings of an API that somebody typed differ from those that it has. */
final class ApiDifference {

  private ApiDifference() {}

  /** A fault for each field that differs, which says what is there now. */
  static List<ApiRefused.Fault> between(Frame frame, Query typed, Query there) {
    List<ApiRefused.Fault> faults = new ArrayList<>();
    fault(frame, "name", typed.raw("name"), there.raw("name")).ifPresent(faults::add);
    fault(frame, "scopes", scopes(typed), scopes(there)).ifPresent(faults::add);
    fault(
            frame,
            ApiScreens.LIFETIME,
            typed.raw(ApiScreens.LIFETIME),
            there.raw(ApiScreens.LIFETIME))
        .ifPresent(faults::add);
    if (!typed.raw("proof").equals(there.raw("proof"))) {
      String now = frame.say("apis.proof." + there.raw("proof"));
      faults.add(new ApiRefused.Fault("/proof", frame.say("apis.meanwhile.now", now)));
    }
    return faults;
  }

  private static Optional<ApiRefused.Fault> fault(
      Frame frame, String field, String typed, String there) {
    return typed.equals(there)
        ? Optional.empty()
        : Optional.of(new ApiRefused.Fault("/" + field, frame.say("apis.meanwhile.now", there)));
  }

  private static String scopes(Query form) {
    return ApiScreens.scopes(form).stream()
        .map(scope -> String.join(" = ", scope))
        .collect(Collectors.joining(", "));
  }
}
