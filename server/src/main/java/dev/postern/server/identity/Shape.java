package dev.postern.server.identity;

/** What the value of a member of a profile looks like. */
enum Shape {
  /** A string. */
  TEXT("a string of at most 1,000 characters"),
  /** A string with room for some sentences. */
  LONG_TEXT("a string of at most 10,000 characters"),
  /** True or false. */
  FLAG("true or false"),
  /** A whole number. */
  COUNT("a whole number from 0 to 9,007,199,254,740,991"),
  /** An array of strings. */
  TEXTS("an array of at most 100 strings of at most 1,000 characters"),
  /** An object. */
  THING("an object of at most 100 members, 8 deep, strings of at most 1,000 characters"),
  /** An array of objects. */
  THINGS("an array of at most 100 objects, 8 deep, strings of at most 1,000 characters"),
  /** An object whose values are strings. */
  FIELDS("an object of at most 100 strings of at most 1,000 characters"),
  /** An array of e-mail addresses with their types. */
  EMAILS("an array of 1 to 20 different addresses, each an object of Type and Value"),
  /** A user name. */
  USER_NAME("a string of 1 to 100 visible characters"),
  /** A phone number. */
  PHONE("a phone number of 4 to 20 digits, with or without a plus sign before it"),
  /** A password; it is never part of the profile. */
  PASSWORD("a string of 8 to 128 characters"),
  /** Set by the server alone; passed over, so that a profile that was read can be sent back. */
  OURS("set by the server");

  private final String words;

  Shape(String words) {
    this.words = words;
  }

  /** The shape in words, for errors. */
  String words() {
    return words;
  }
}
