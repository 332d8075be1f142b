package dev.postern.checks.rules;

/**
 * A text file of the repository.
 *
 * @param path relative to the root, with slashes
 */
record SourceFile(String path, String text) {
  boolean java() {
    return path.endsWith(".java");
  }

  boolean markdown() {
    return path.endsWith(".md");
  }

  boolean pom() {
    return path.endsWith("pom.xml");
  }

  String folder() {
    return path.contains("/") ? path.substring(0, path.lastIndexOf('/')) : "";
  }

  /** The path, from the root, of what this file calls by a relative path. */
  String beside(String relative) {
    return folder().isEmpty() ? relative : folder() + "/" + relative;
  }

  String name() {
    return path.substring(path.lastIndexOf('/') + 1);
  }
}
