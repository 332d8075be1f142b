package dev.postern.checks.rules;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/** Rules over the poms: where versions stand, and that each thing we depend on is accounted for. */
final class Poms {
  private static final Set<String> COORDINATES =
      Set.of("dependency", "plugin", "extension", "path");
  private static final Pattern ROW = Pattern.compile("(?m)^\\| `([\\w.-]+:[\\w.-]+)` \\|");

  private Poms() {}

  /** Versions that stand anywhere but among the properties of the root pom. */
  static List<String> versionsElsewhere(SourceFile pom) {
    boolean root = pom.path().equals("pom.xml");
    List<String> problems = new ArrayList<>();
    for (Element element : coordinates(pom)) {
      String version = child(element, "version").orElse("");
      if (!version.isEmpty() && !(root && version.startsWith("${"))) {
        problems.add("%s: the version of %s".formatted(pom.path(), name(element)));
      }
    }
    if (!root && pom.text().contains(".version>")) {
      problems.add(pom.path() + ": a property that is a version");
    }
    return problems;
  }

  /** What the poms use and the table does not explain, and the other way round. */
  static List<String> unexplained(List<SourceFile> poms, SourceFile table) {
    Set<String> used =
        poms.stream()
            .flatMap(pom -> coordinates(pom).stream())
            .filter(element -> !managed(element))
            .map(Poms::name)
            .filter(name -> !name.startsWith("dev.postern:"))
            .collect(Collectors.toCollection(TreeSet::new));
    Set<String> explained =
        ROW.matcher(table.text())
            .results()
            .map(row -> row.group(1))
            .collect(Collectors.toCollection(TreeSet::new));
    List<String> problems = new ArrayList<>();
    used.stream()
        .filter(name -> !explained.contains(name))
        .forEach(name -> problems.add(name + " is used and not explained in " + table.path()));
    explained.stream()
        .filter(name -> !used.contains(name))
        .forEach(name -> problems.add(name + " is explained in " + table.path() + " and not used"));
    return problems;
  }

  private static List<Element> coordinates(SourceFile pom) {
    List<Element> found = new ArrayList<>();
    collect(parse(pom), found);
    return found;
  }

  private static void collect(Node node, List<Element> found) {
    for (Node child = node.getFirstChild(); child != null; child = child.getNextSibling()) {
      if (child instanceof Element element) {
        if (COORDINATES.contains(element.getTagName())
            && child(element, "artifactId").isPresent()) {
          found.add(element);
        }
        collect(element, found);
      }
    }
  }

  /**
   * In dependencyManagement or pluginManagement: that is where versions are said, and not yet a
   * use.
   */
  private static boolean managed(Element element) {
    return element.getParentNode().getParentNode().getNodeName().endsWith("Management");
  }

  private static String name(Element element) {
    return child(element, "groupId").orElse("org.apache.maven.plugins")
        + ":"
        + child(element, "artifactId").orElseThrow();
  }

  private static Optional<String> child(Element element, String name) {
    for (Node child = element.getFirstChild(); child != null; child = child.getNextSibling()) {
      if (child.getNodeName().equals(name)) {
        return Optional.of(child.getTextContent().strip());
      }
    }
    return Optional.empty();
  }

  private static Node parse(SourceFile pom) {
    try {
      return DocumentBuilderFactory.newInstance()
          .newDocumentBuilder()
          .parse(new InputSource(new StringReader(pom.text())));
    } catch (ParserConfigurationException | SAXException | IOException e) {
      throw new IllegalStateException(pom.path(), e);
    }
  }
}
