package dev.postern.console.web;

import dev.postern.console.gate.Answer;
import java.util.List;

/**
 * One method of one path of the console for who is signed in.
 *
 * @param method {@code GET} or {@code POST}
 * @param path below {@code /console}; a whole segment <code>{name}</code> is open
 * @param work what answers
 * @param byItself whether pages ask for it by themselves: then nobody need be there, and the
 *     session is not used by it
 */
public record Room(String method, String path, Work work, boolean byItself) {

  /** What a person asks for. */
  public Room(String method, String path, Work work) {
    this(method, path, work, false);
  }

  /** Answers. */
  @FunctionalInterface
  public interface Work {

    /** Answers one visit; what the Admin API refuses, and this does not mend, becomes a page. */
    Answer on(Visit visit) throws ApiRefused, NotFresh;
  }

  /** A page to look at. */
  public static Room get(String path, Work work) {
    return new Room("GET", path, work);
  }

  /** A part of a page that looks again from time to time. */
  public static Room glance(String path, Work work) {
    return new Room("GET", path, work, true);
  }

  /** What a form is sent to. */
  public static Room post(String path, Work work) {
    return new Room("POST", path, work);
  }

  /**
   * How many segments of its path have to go, from the end, for that of a page to look at; 0 where
   * it is the path of one.
   */
  public int above(List<Room> all) {
    String page = path;
    int gone = 0;
    while (!looksAt(page, all) && !page.isEmpty()) {
      page = page.substring(0, page.lastIndexOf('/'));
      gone++;
    }
    return gone;
  }

  private static boolean looksAt(String path, List<Room> all) {
    return all.stream()
        .anyMatch(
            room -> room.method().equals("GET") && !room.byItself() && room.path().equals(path));
  }
}
