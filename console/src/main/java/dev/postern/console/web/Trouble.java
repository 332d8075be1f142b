package dev.postern.console.web;

/**
 * What went wrong, for a page of its own.
 *
 * @param kind the name of its texts: <code>trouble.KIND.title</code> and <code>.text</code>
 * @param detail what the Admin API says of it; may be empty
 */
public record Trouble(String kind, String detail) {

  /**
   * What an endpoint refused.
   *
   * @param limited whether the person administers chosen APIs and nothing else
   */
  public static Trouble of(ApiRefused refused, boolean limited) {
    String kind =
        switch (refused.status()) {
          case 403 ->
              limited || refused.code().equals(ApiRefused.LIMITED) ? "limited" : "forbidden";
          case 404 -> "missing";
          case 409, 412, 422 -> "conflict";
          case 400 -> "invalid";
          default -> "unavailable";
        };
    return new Trouble(kind, refused.faults().isEmpty() ? refused.detail() : words(refused));
  }

  private static String words(ApiRefused refused) {
    StringBuilder words = new StringBuilder();
    for (ApiRefused.Fault fault : refused.faults()) {
      words
          .append(words.isEmpty() ? "" : "; ")
          .append(fault.pointer())
          .append(' ')
          .append(fault.detail());
    }
    return words.toString();
  }
}
