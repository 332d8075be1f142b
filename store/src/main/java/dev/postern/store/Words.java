package dev.postern.store;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Words that a search is for, in lower case: each must be found somewhere. They are text and
 * nothing else: no character in them stands for others.
 *
 * @param words the words; none: everything is found
 */
public record Words(List<String> words) {

  /** No words. */
  public static final Words NONE = new Words(List.of());

  /** Copies the list. */
  public Words {
    words = List.copyOf(words);
  }

  /** The words of a text, parted by white space. */
  public static Words of(String text) {
    return new Words(
        Stream.of(text.toLowerCase(Locale.ROOT).split("\\s+", -1))
            .filter(word -> !word.isEmpty())
            .toList());
  }

  /** Whether each word is in one of {@code texts}, in whatever case. */
  public boolean in(Stream<String> texts) {
    if (words.isEmpty()) {
      return true;
    }
    List<String> lower = texts.map(text -> text.toLowerCase(Locale.ROOT)).toList();
    return words.stream().allMatch(word -> lower.stream().anyMatch(text -> text.contains(word)));
  }
}
