package dev.postern.console.web;

import java.util.List;
import java.util.stream.Collectors;

/** What the Admin API, or another endpoint, says where it does not do what it was asked. */
public final class ApiRefused extends Exception {

  private static final long serialVersionUID = 1L;

  /** The code where it is about more than the APIs that the person is limited to. */
  public static final String LIMITED = "limited";

  private final int status;
  private final String code;
  private final String detail;
  private final transient List<Fault> faults;

  /**
   * One thing that is wrong with a request.
   *
   * @param pointer a JSON pointer into its body, or {@code ?name} of a parameter; may be empty
   * @param detail what is wrong
   */
  public record Fault(String pointer, String detail) {}

  /** A refusal, as the endpoint put it. */
  public ApiRefused(int status, String code, String detail, List<Fault> faults) {
    super(status + " " + code, null, false, false);
    this.status = status;
    this.code = code;
    this.detail = detail;
    this.faults = List.copyOf(faults);
  }

  /** The HTTP status. */
  public int status() {
    return status;
  }

  /** For programs. */
  public String code() {
    return code;
  }

  /** For people; it never repeats input. */
  public String detail() {
    return detail;
  }

  /** What is wrong with one member of the body or within it; empty where nothing is. */
  public String at(String member) {
    return faults.stream()
        .filter(fault ->
            fault.pointer().equals("/" + member) || fault.pointer().startsWith("/" + member + "/"))
        .map(Fault::detail)
        .distinct()
        .collect(Collectors.joining("; "));
  }

  /** All that is wrong with the request. */
  public List<Fault> faults() {
    return faults;
  }
}
