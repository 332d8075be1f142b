# How Postern's JVM is started. Sourced by ./postern, by the build and by the packaged launcher: POSIX sh.

# Collector and heap, unless POSTERN_JVM says others. Why these: docs/decisions/0015-what-a-token-costs.md. With more than two
# cores the JVM chooses by itself: there one thread that collects would stop many.
jvm_memory="-Xms64m -XX:MaxRAMPercentage=60"
[ "$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 1)" -gt 2 ] || jvm_memory="-XX:+UseSerialGC -Xmn40m $jvm_memory"
jvm_memory=${POSTERN_JVM:-$jvm_memory}
# It is for this script, and the server refuses a variable that it does not know.
unset POSTERN_JVM

# One place for the flags of the JVM. Native access: the transport, SQLite and the signatures; Unsafe: Netty. What the JVM itself
# has to say is no part of a command's output: warnings go to standard error, and that a cache does not fit the jars (a copied
# build) is no reason to warn, for nothing is wrong but that the start takes longer.
jvm_flags="--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow -XX:+ExitOnOutOfMemoryError
-Xlog:disable -Xlog:all=warning,aot*=off,cds*=off:stderr $jvm_memory"

# cache_of HOME: where the ahead-of-time cache of the jars in HOME is. It is good for one JDK and these flags only, and the JVM
# would ignore another; its name says for which it was made.
cache_of() {
  echo "$1/$({ cat "$JAVA_HOME/release" && echo "$jvm_flags"; } | cksum | tr ' ' '-').aot"
}

# find_cache: sets $cache if there is one for what is about to be started.
find_cache() {
  cache=$(cache_of "$home")
  [ -r "$cache" ] || cache=
}

# rehearse HOME: makes that cache (JEP 483, 515), by doing once what servers and command lines do every day. Where that fails
# Postern starts as it is, only later; why is for the log then.
rehearse() {
  stage=$1/rehearsal.$$
  made=$(cache_of "$1")
  mkdir -p "$stage"
  # shellcheck disable=SC2086 # several flags
  if "$JAVA_HOME/bin/java" $jvm_flags "-Xlog:aot*=warning,cds*=warning:stderr" "-XX:AOTCacheOutput=$stage/new.aot" -cp "$1/lib/*" dev.postern.app.Main rehearse "$stage" \
    >"$stage/log" 2>&1 </dev/null && mv -f "$stage/new.aot" "$made"; then
    rm -rf "$stage"
  else
    mv -f "$stage/log" "$1/rehearsal.log"
    rm -rf "$stage"
    echo "No ahead-of-time cache was made, so Postern will start more slowly; what was said is in $1/rehearsal.log" >&2
  fi
}
