package dev.postern.protocol.json;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads JSON as RFC 8259 has it and nothing beside: UTF-8 without a byte order mark, one document,
 * no name twice in one object at any depth, no U+0000, no lone surrogate, all within limits.
 */
public final class JsonReader {

  private final JsonLimits limits;
  private final JsonFactory factory;

  /** A reader that refuses what passes {@code limits}; threads may share it. */
  public JsonReader(JsonLimits limits) {
    this.limits = limits;
    this.factory =
        JsonFactory.builder()
            // A table of names that documents share could be filled by one of them with names of
            // one hash, and the next would be refused.
            .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
            .streamReadConstraints(
                StreamReadConstraints.builder()
                    .maxNestingDepth(limits.depth())
                    .maxNumberLength(limits.number())
                    .maxStringLength(limits.string())
                    .maxNameLength(limits.string())
                    .build())
            .build();
  }

  /** Reads an object; a fault where the document is another value or malformed. */
  public JsonObject object(byte[] document) throws JsonFault {
    if (read(document) instanceof JsonObject object) {
      return object;
    }
    throw new JsonFault("the document is not a JSON object");
  }

  /** Reads a value; a fault where the document is malformed or over a limit. */
  public JsonValue read(byte[] document) throws JsonFault {
    if (document.length > limits.bytes()) {
      throw new JsonFault("the document is too long");
    }
    return read(utf8(document));
  }

  /** Reads a value from text. */
  public JsonValue read(String document) throws JsonFault {
    try (JsonParser parser = factory.createParser(ObjectReadContext.empty(), document)) {
      if (parser.nextToken() == null) {
        throw new JsonFault("the document is empty");
      }
      JsonValue value = value(parser);
      if (parser.nextToken() != null) {
        throw new JsonFault("something follows the document");
      }
      return value;
    } catch (JacksonException e) {
      // Jackson's text may repeat the input; ours does not.
      throw new JsonFault("malformed JSON");
    }
  }

  private static String utf8(byte[] document) throws JsonFault {
    String text = new String(document, StandardCharsets.UTF_8);
    // What is malformed has become U+FFFD, and seldom was it there before.
    if (text.indexOf('\uFFFD') >= 0) {
      text = wellFormed(document);
    }
    if (!text.isEmpty() && text.charAt(0) == '\uFEFF') {
      throw new JsonFault("the document starts with a byte order mark");
    }
    return text;
  }

  private static String wellFormed(byte[] document) throws JsonFault {
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT)
          .decode(ByteBuffer.wrap(document))
          .toString();
    } catch (CharacterCodingException e) {
      throw new JsonFault("the document is not UTF-8");
    }
  }

  /** Depth is bounded by the parser's own constraint before this recursion can run deep. */
  private JsonValue value(JsonParser parser) throws JsonFault {
    JsonToken token = parser.currentToken();
    return switch (token) {
      case START_OBJECT -> object(parser);
      case START_ARRAY -> array(parser);
      case VALUE_STRING -> new JsonString(sound(parser.getString()));
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(parser.getString());
      case VALUE_TRUE -> new JsonBoolean(true);
      case VALUE_FALSE -> new JsonBoolean(false);
      case VALUE_NULL -> JsonNull.NULL;
      default -> throw new JsonFault("malformed JSON");
    };
  }

  private JsonNumber number(String literal) throws JsonFault {
    if (literal.length() > limits.number()) {
      throw new JsonFault("a number is too long");
    }
    return new JsonNumber(literal);
  }

  private JsonObject object(JsonParser parser) throws JsonFault {
    Map<String, JsonValue> members = new LinkedHashMap<>();
    while (parser.nextToken() != JsonToken.END_OBJECT) {
      if (members.size() == limits.members()) {
        throw new JsonFault("an object has too many members");
      }
      String name = sound(parser.currentName());
      parser.nextToken();
      if (members.put(name, value(parser)) != null) {
        throw new JsonFault("an object has a name twice");
      }
    }
    return new JsonObject(members);
  }

  private JsonArray array(JsonParser parser) throws JsonFault {
    List<JsonValue> values = new ArrayList<>();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      if (values.size() == limits.members()) {
        throw new JsonFault("an array has too many elements");
      }
      values.add(value(parser));
    }
    return new JsonArray(values);
  }

  /** Refuses what no store and no peer can be trusted to keep: U+0000 and half characters. */
  private static String sound(String text) throws JsonFault {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == 0) {
        throw new JsonFault("a string holds U+0000");
      }
      if (Character.isSurrogate(c)) {
        boolean paired =
            Character.isHighSurrogate(c)
                && i + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(i + 1));
        if (!paired) {
          throw new JsonFault("a string holds half a character");
        }
        i++;
      }
    }
    return text;
  }
}
