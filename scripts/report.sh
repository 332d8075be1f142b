# Reads the XML reports that Surefire writes. Sourced by ./check: POSIX sh and awk.

# reports FOLDER…: the content of every report.
reports() {
  for folder in "$@"; do
    for report in "$folder"/TEST-*.xml; do
      [ ! -f "$report" ] || cat "$report"
    done
  done
}

# count FOLDER…: "passed failed skipped".
count() {
  reports "$@" | awk '
    function number(name) {
      return match($0, " " name "=\"[0-9]+\"") ? substr($0, RSTART + length(name) + 3, RLENGTH - length(name) - 4) + 0 : 0
    }
    # The counts stand on the line of the first tag, or on the lines after it where its attributes are broken up.
    /<testsuite[ >]/ { inside = 1 }
    inside { tests += number("tests"); failed += number("failures") + number("errors"); skipped += number("skipped") }
    inside && />/ { inside = 0 }
    END { print tests - failed - skipped, failed + 0, skipped + 0 }'
}

# failures FOLDER…: each failing test and the beginning of what it said.
failures() {
  reports "$@" | awk '
    function attribute(name) {
      return match($0, " " name "=\"[^\"]*\"") ? substr($0, RSTART + length(name) + 3, RLENGTH - length(name) - 4) : ""
    }
    function readable(text) {
      gsub(/&#10;/, "\n    ", text); gsub(/&lt;/, "<", text); gsub(/&gt;/, ">", text); gsub(/&quot;/, "\"", text)
      gsub(/&apos;/, "\047", text); gsub(/&amp;/, "\\&", text)
      return text
    }
    /<testcase / { test = attribute("classname") ": " readable(attribute("name")) }
    /<(failure|error)[ >]/ {
      print "  FAILED " test
      lines = 25
      sub(/.*<(failure|error)[^>]*>/, ""); sub(/^<!\[CDATA\[/, "")
    }
    lines > 0 {
      last = /<\/(failure|error)>/
      sub(/(\]\]>)?<\/(failure|error)>.*/, "")
      if ($0 != "") print "    " readable($0)
      lines = last ? 0 : lines - 1
    }'
}
