package dev.postern.console.gate;

import java.util.ArrayList;
import java.util.List;

/** An answer to a browser. Its text form shows the status only: the rest may hold secrets. */
public final class Answer {

  private static final byte[] EMPTY = {};

  private final int status;
  private final List<Field> fields;
  private final byte[] body;

  /** One header field. */
  public record Field(String name, String value) {

    /** The name: values may be cookies. */
    @Override
    public String toString() {
      return name;
    }
  }

  private Answer(int status, List<Field> fields, byte[] body) {
    this.status = status;
    this.fields = List.copyOf(fields);
    this.body = body;
  }

  /** An answer with a body, which is taken over and not copied. */
  public static Answer of(int status, String contentType, byte[] body) {
    return new Answer(status, List.of(new Field("Content-Type", contentType)), body);
  }

  /** An answer without a body. */
  public static Answer empty(int status) {
    return new Answer(status, List.of(), EMPTY);
  }

  /** Sends the browser to another address, which it gets there with {@code GET}. */
  public static Answer seeOther(String address) {
    return empty(303).with("Location", address);
  }

  /** This answer with one more header field. */
  public Answer with(String name, String value) {
    List<Field> more = new ArrayList<>(fields);
    more.add(new Field(name, value));
    return new Answer(status, more, body);
  }

  /** The HTTP status. */
  public int status() {
    return status;
  }

  /** Its header fields, in order. */
  public List<Field> fields() {
    return fields;
  }

  /** The body; empty if there is none. The array is not to be changed. */
  public byte[] body() {
    return body;
  }

  @Override
  public String toString() {
    return "Answer " + status;
  }
}
