# Builds Postern from its sources, when that is needed. Sourced by ./postern and ./check, after jdk.sh and jvm.sh, with $root set: POSIX sh.
#
# Maven gathers jars in target/staging, from which nothing is ever run. From there a build is moved to target/home/<hash of its
# jars>, and the file target/built names the newest. So a server that is running keeps its own jars while the next build is made,
# equal jars are one folder, and target/built changes in one step. Its time is when that build began: a source that is
# newer than it wants a new build.

built=$root/target/built

# build_needed: true if there is no build, or a source, pom or folder (something was deleted) is newer than it. Nothing of bench is in it.
build_needed() {
  [ -f "$built" ] && [ -d "$root/target/home/$(cat "$built")/lib" ] || return 0
  newer=$(cd "$root" &&
    find pom.xml .mvn scripts/build.sh scripts/jvm.sh ./*/pom.xml ./*/src/main examples/*/pom.xml examples/*/src/main -newer "$built" 2>/dev/null |
    grep -v '^\./bench/' | head -n 1)
  [ -n "$newer" ]
}

# ensure_built: builds if needed, one at a time, and sets $home to the folder that holds lib/ and examples/.
ensure_built() {
  if build_needed; then
    find_java javac
    find_maven
    lock_build
    if build_needed; then
      echo "Building Postern (first time takes a minute or two)…" >&2
      build
    fi
    unlock_build
  fi
  home=$root/target/home/$(cat "$built")
}

find_maven() {
  if [ -n "${MAVEN_HOME:-}" ] && [ -x "$MAVEN_HOME/bin/mvn" ]; then
    mvn=$MAVEN_HOME/bin/mvn
  elif ! mvn=$(command -v mvn); then
    echo "Postern needs Maven 3.8 or newer to build itself and found none: install it (https://maven.apache.org) and put mvn on the path." >&2
    exit 69
  fi
}

# run_maven LOG ARGUMENT…: in the root, without a terminal, everything it says in LOG; a signal to us ends it.
run_maven() {
  log=$1
  shift
  mkdir -p "${log%/*}"
  (cd "$root" && exec "$mvn" "$@") >"$log" 2>&1 </dev/null &
  maven=$!
  wait "$maven" && outcome=0 || outcome=$?
  maven=
  return "$outcome"
}

# complaints LOG: what Maven complained of; warnings too, because the compiler refuses them without calling them errors.
complaints() {
  grep -E '^\[(WARNING|ERROR)\]' "$1" | grep -v -e 'JAR will be empty' -e 'Overwriting' -e 'I/O error reading' \
    -e 'Help 1' -e 'full stack trace' -e 'full debug' -e 'For more information' -e 'After correcting' -e 'mvn <args>' -e '\] *$' | awk '!seen[$0]++' | head -n 40 >&2
}

build() {
  staging=$root/target/staging
  rm -rf "$staging"
  mkdir -p "$root/target/home"
  : >"$built.began"
  # Tests are not compiled either: who wants to run Postern does not wait for them.
  if ! run_maven "$root/target/build.log" package -Dmaven.test.skip=true -pl app,examples/storage -am; then
    complaints "$root/target/build.log"
    echo "Postern could not be built; the whole log is $root/target/build.log" >&2
    exit 1
  fi
  # What the server brings along is not brought twice.
  for jar in "$staging"/examples/*.jar; do
    [ ! -f "$staging/lib/${jar##*/}" ] || rm -f "$jar"
  done
  id=$(cd "$staging" && LC_ALL=C && sha256 lib/*.jar examples/*.jar | sha256 | cut -c 1-16)
  [ -d "$root/target/home/$id" ] || mv "$staging" "$root/target/home/$id"
  [ -f "$(cache_of "$root/target/home/$id")" ] || rehearse "$root/target/home/$id"
  echo "$id" >"$built.new"
  touch -r "$built.began" "$built.new"
  mv -f "$built.new" "$built"
  rm -f "$built.began"
  touch "$root/target/home/$id"
  # Servers may still run on the builds before this one; on more than that nobody does.
  (cd "$root/target/home" && ls -t | tail -n +4 | while IFS= read -r old; do rm -rf "./$old"; done)
}

# sha256 [FILE…]: sums of the files, or of the standard input.
sha256() {
  if command -v sha256sum >/dev/null; then sha256sum "$@"; else shasum -a 256 "$@"; fi
}

# The lock is a folder, because making one either succeeds or fails everywhere; in it stands who holds it.
lock_build() {
  lock=$root/target/building
  mkdir -p "$root/target"
  waited=0
  trap 'stop_build 130' INT
  trap 'stop_build 143' TERM HUP
  until mkdir "$lock" 2>/dev/null; do
    holder=$(cat "$lock/pid" 2>/dev/null) || holder=
    if [ -n "$holder" ] && ! kill -0 "$holder" 2>/dev/null && [ ! -d "/proc/$holder" ]; then
      # Its holder died. Only one of us may clear that away, else the second removes the lock of the first.
      if mkdir "$lock/cleared" 2>/dev/null; then
        if [ "$(cat "$lock/pid" 2>/dev/null)" = "$holder" ]; then rm -rf "$lock"; else rmdir "$lock/cleared"; fi
        continue
      fi
    fi
    [ "$waited" -ne 1 ] || echo "Waiting for another build of Postern (process ${holder:-unknown})…" >&2
    waited=$((waited + 1))
    if [ "$waited" -gt 900 ]; then
      echo "Another build of Postern has not ended in 15 minutes; if there is none, remove $lock" >&2
      exit 1
    fi
    sleep 1
  done
  echo $$ >"$lock/pid"
  trap unlock_build EXIT
}

unlock_build() {
  rm -rf "$lock"
  trap - INT TERM HUP EXIT
}

stop_build() {
  [ -z "${maven:-}" ] || kill "$maven" 2>/dev/null || :
  [ "$(cat "$lock/pid" 2>/dev/null)" != $$ ] || rm -rf "$lock"
  trap - EXIT
  exit "$1"
}
