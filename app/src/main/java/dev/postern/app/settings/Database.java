package dev.postern.app.settings;

/** Where everything is kept. */
enum Database {
  SQLITE;

  static Database read(String text) {
    if (!text.equals("sqlite")) {
      throw new IllegalArgumentException("no database that is there");
    }
    return SQLITE;
  }
}
