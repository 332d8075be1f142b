package dev.postern.checks.rules;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.PackageTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** What every Java file keeps to, measured on the compiler's own syntax tree. */
final class JavaTidiness {
  private static final int FILE_LINES = 500;
  private static final int METHOD_LINES = 60;
  private static final Set<String> BANNED_WORDS =
      Set.of(
          "Manager", "Helper", "Util", "Utils", "Impl", "Base", "Default", "Common", "Processor");
  private static final Set<String> BANNED_PACKAGES =
      Set.of("util", "common", "core", "shared", "misc", "model", "dto");
  private static final Pattern WORDS = Pattern.compile("(?<=[a-z0-9])(?=[A-Z])");
  private static final Pattern SKIPS =
      Pattern.compile(
          "@(Disabled|Ignore|Enabled(If|On|For))|\\bassum(e|ing)(That|True|False)\\b|\\bAssumptions\\b"
              + "|\\bTestAbortedException\\b");

  private JavaTidiness() {}

  static List<String> problems(SourceFile file) {
    List<String> problems = new ArrayList<>();
    long lines = file.text().lines().count();
    if (lines > FILE_LINES) {
      problems.add("%s: %d lines, at most %d".formatted(file.path(), lines, FILE_LINES));
    }
    parse(file, problems);
    return problems;
  }

  /** A test that may skip itself can be wrong for years: there are none. */
  static List<String> skips(SourceFile file) {
    return Lines.matching(file, SKIPS, "skips a test");
  }

  /** Each package of a module says in one place what it owns. */
  static List<String> packagesWithoutInfo(List<SourceFile> files) {
    Set<String> described =
        files.stream()
            .filter(file -> file.name().equals("package-info.java"))
            .filter(file -> file.text().contains("@NullMarked"))
            .filter(file -> file.text().startsWith("/**"))
            .map(JavaTidiness::packageOfModule)
            .collect(Collectors.toSet());
    return files.stream()
        .filter(SourceFile::java)
        .map(JavaTidiness::packageOfModule)
        .distinct()
        .filter(place -> !described.contains(place))
        .map(place -> place + ": no package-info.java with a description and @NullMarked")
        .toList();
  }

  private static String packageOfModule(SourceFile file) {
    return file.folder().replaceFirst("/src/(main|test)/java/", ": ");
  }

  private static void parse(SourceFile file, List<String> problems) {
    try {
      JavacTask task =
          (JavacTask)
              ToolProvider.getSystemJavaCompiler()
                  .getTask(
                      null,
                      null,
                      diagnostic -> {},
                      List.of("-proc:none"),
                      null,
                      List.of(new Text(file)));
      Trees trees = Trees.instance(task);
      for (CompilationUnitTree unit : task.parse()) {
        new Measure(file, unit, trees, problems).scan(unit, null);
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static final class Measure extends TreePathScanner<Void, Void> {
    private final SourceFile file;
    private final CompilationUnitTree unit;
    private final Trees trees;
    private final List<String> problems;

    Measure(SourceFile file, CompilationUnitTree unit, Trees trees, List<String> problems) {
      this.file = file;
      this.unit = unit;
      this.trees = trees;
      this.problems = problems;
    }

    @Override
    public Void visitPackage(PackageTree node, Void nothing) {
      String name = node.getPackageName().toString();
      for (String segment : name.split("\\.", -1)) {
        if (BANNED_PACKAGES.contains(segment.toLowerCase(Locale.ROOT))) {
          problems.add("%s: the package name %s says nothing".formatted(file.path(), segment));
        }
      }
      return super.visitPackage(node, null);
    }

    @Override
    public Void visitClass(ClassTree node, Void nothing) {
      for (String word : WORDS.split(node.getSimpleName(), -1)) {
        if (BANNED_WORDS.contains(word)) {
          problems.add("%s: %s in a type name says nothing".formatted(file.path(), word));
        }
      }
      return super.visitClass(node, null);
    }

    @Override
    public Void visitMethod(MethodTree node, Void nothing) {
      long start = trees.getSourcePositions().getStartPosition(unit, node);
      long end = trees.getSourcePositions().getEndPosition(unit, node);
      // A constructor that the compiler adds has no end.
      if (start >= 0 && end > start) {
        long lines =
            unit.getLineMap().getLineNumber(end) - unit.getLineMap().getLineNumber(start) + 1;
        if (lines > METHOD_LINES) {
          problems.add(
              "%s: %s has %d lines, at most %d"
                  .formatted(file.path(), node.getName(), lines, METHOD_LINES));
        }
      }
      return super.visitMethod(node, null);
    }
  }

  private static final class Text extends SimpleJavaFileObject {
    private final String text;

    Text(SourceFile file) {
      super(URI.create("text:///" + file.name()), Kind.SOURCE);
      this.text = file.text();
    }

    @Override
    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
      return text;
    }
  }
}
