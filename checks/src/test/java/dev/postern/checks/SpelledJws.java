package dev.postern.checks;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * One signed message in ways in which RFC 7515 does not write it. A reader who is lenient in one of
 * them would find a good message there, and its signature would stand.
 */
final class SpelledJws {

  private static final String ALPHABET =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

  private SpelledJws() {}

  /** Other spellings of {@code jws}, whose payload has a character that base64 spells otherwise. */
  static Map<String, String> of(String jws) {
    String[] parts = jws.split("\\.", -1);
    String header = parts[0];
    String payload = parts[1];
    String signature = parts[2];
    Map<String, String> all = new LinkedHashMap<>();
    all.put("padding behind the header", padded(header) + "." + payload + "." + signature);
    all.put("padding behind the payload", header + "." + padded(payload) + "." + signature);
    all.put("padding behind the signature", header + "." + payload + "." + padded(signature));
    all.put("a blank in the header", blank(header) + "." + payload + "." + signature);
    all.put("a blank in the payload", header + "." + blank(payload) + "." + signature);
    all.put("a blank in the signature", header + "." + payload + "." + blank(signature));
    all.put("blanks around a dot", header + " . " + payload + "." + signature);
    all.put("the alphabet of base64", jws.replace('-', '+').replace('_', '/'));
    all.put("bits behind the signature", header + "." + payload + "." + loose(signature));
    all.put("one character too many", jws + "A");
    all.put("four parts", jws + ".");
    all.put("four parts and more", jws + ".AAAA");
    all.put("five parts", header + "." + payload + ".." + "." + signature);
    all.put("as if encrypted", jws + ".AAAA.AAAA");
    all.put("two parts", header + "." + payload);
    all.put("no signature", header + "." + payload + ".");
    all.put("no payload", header + ".." + signature);
    all.put("no header", "." + payload + "." + signature);
    all.put("a dot before it", "." + jws);
    String object = "\"protected\":\"" + header + "\",\"signature\":\"" + signature + "\"";
    all.put("JSON, flattened", "{\"payload\":\"" + payload + "\"," + object + "}");
    all.put("JSON, general", "{\"payload\":\"" + payload + "\",\"signatures\":[{" + object + "}]}");
    return all;
  }

  /**
   * Messages that are signed rightly and still are none.
   *
   * @param header a good header
   * @param payload a good payload
   * @param sign makes a message of any header and payload
   */
  static Map<String, String> signed(String header, String payload, BinaryOperator<String> sign) {
    Map<String, String> all = new LinkedHashMap<>();
    for (String other :
        new String[] {"", " ", "{}", "[]", "null", "1", "\"a\"", "[" + payload + "]"}) {
      all.put("the payload " + other, sign.apply(header, other));
    }
    all.put("two payloads", sign.apply(header, payload + payload));
    all.put("more behind the payload", sign.apply(header, payload + " x"));
    all.put("a byte order mark", sign.apply(header, "\ufeff" + payload));
    all.put("NUL behind the payload", sign.apply(header, payload + "\u0000"));
    for (int count : new int[] {1, 100, 1_000}) {
      all.put(count + " crit", sign.apply(with(header, critical(count)), payload));
    }
    all.put("no crit", sign.apply(with(header, "\"crit\":[]"), payload));
    String nested = sign.apply(header, payload);
    for (int depth = 1; depth <= 5; depth++) {
      nested = sign.apply(with(header, "\"cty\":\"JWT\""), nested);
      all.put("nested " + depth, nested);
    }
    return all;
  }

  /** So many names of extensions, as short as they can be: the limits are not what refuses them. */
  private static String critical(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "\"" + Integer.toString(i, Character.MAX_RADIX) + "\"")
        .collect(Collectors.joining(",", "\"crit\":[", "]"));
  }

  private static String with(String object, String member) {
    return object.substring(0, object.length() - 1) + "," + member + "}";
  }

  private static String padded(String part) {
    return part + "=".repeat(part.length() % 4 == 0 ? 4 : 4 - part.length() % 4);
  }

  private static String blank(String part) {
    return part.substring(0, 4) + " " + part.substring(4);
  }

  /** The same bytes: of the last character some bits stand for nothing. */
  private static String loose(String part) {
    int last = part.length() - 1;
    return part.substring(0, last) + ALPHABET.charAt(ALPHABET.indexOf(part.charAt(last)) + 1);
  }
}
