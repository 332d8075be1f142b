# Finds the Java that Postern runs on. Sourced by ./postern, by ./check and by the packaged launcher: POSIX sh.

postern_java_release=25

# is_our_java HOME TOOL: true if HOME is a Java of our release that has bin/TOOL.
is_our_java() {
  [ -x "$1/bin/$2" ] && [ -f "$1/release" ] || return 1
  # Without starting a JVM: a command line that answers in milliseconds cannot spend a hundred on asking.
  grep -Eq "^JAVA_VERSION=\"$postern_java_release([.+-][^\"]*)?\"" "$1/release"
}

# consider HOME: takes it if nothing was found before and it is what we need.
consider() {
  if [ -z "$found" ] && [ -n "$1" ] && is_our_java "$1" "$tool"; then
    found=$1
  fi
}

# find_java TOOL: sets JAVA_HOME to a Java of our release that has bin/TOOL (java to run, javac to build), or says what is missing.
find_java() {
  tool=$1
  found=
  consider "${JAVA_HOME:-}"
  if on_path=$(command -v java); then
    real=$(readlink -f "$on_path" 2>/dev/null) || real=$on_path
    consider "${real%/bin/java}"
  fi
  user_home=${HOME:-/nonexistent}
  for candidate in /usr/lib/jvm/* /usr/lib64/jvm/* /usr/java/* /usr/local/java/* /usr/local/openjdk-* /opt/* /opt/java/* /opt/jdk/* \
    "$user_home"/.sdkman/candidates/java/* "$user_home"/.jdks/* "$user_home"/.asdf/installs/java/* "$user_home"/.local/share/mise/installs/java/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home "$user_home"/Library/Java/JavaVirtualMachines/*/Contents/Home \
    /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home /usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home; do
    consider "$candidate"
  done
  if [ -z "$found" ] && [ -n "$on_path" ]; then
    # A java on the path that is only a shim (jenv, asdf) knows its own home, and nobody else does. This starts a JVM, so it is last.
    consider "$("$on_path" -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java\.home = //p')"
  fi
  if [ -z "$found" ]; then
    echo "Postern needs a JDK $postern_java_release and found none: install one (https://adoptium.net) or set JAVA_HOME to it." >&2
    exit 69
  fi
  JAVA_HOME=$found
  export JAVA_HOME
}
