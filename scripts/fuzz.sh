# Searches for input that a reader does not take as it should, by Jazzer (docs/decisions/0008-jazzer-for-fuzzing.md). Sourced by ./check,
# after build.sh and report.sh, with $root and $logs set: POSIX sh.

# How long each fuzz test searches, in seconds, unless ./check is told otherwise; and which do, by a pattern for grep on Class#method.
fuzz_seconds=600
fuzz_only=${FUZZ_ONLY:-.}

# A heap of one size, so that what is kept of inputs shows. Every module of ours guides the search, not only the one that is tested,
# and so do those that read keys, JSON and ASN.1 for us. The rest Jazzer hands on to libFuzzer: an input that takes ten seconds is held to be
# one that never ends, and inputs grow longer than the longest body of a token request.
fuzz_jvm="-Xms256m -Xmx256m -XX:+UseSerialGC -Djazzer.instrument=dev.postern.**,com.nimbusds.jose.**,tools.jackson.core.**,org.bouncycastle.asn1.** -Djazzer.internal.arg.0=fuzz -Djazzer.internal.arg.1=-timeout=10 \
-Djazzer.internal.arg.2=-max_len=40960 -Djazzer.internal.arg.3=-print_final_stats=1"

# Of the inputs that reach something, so many are kept for a fuzz test at most, each of at most 4 KiB.
fuzz_kept=20

# fuzz: a JVM for each fuzz test, because Jazzer searches with one only.
fuzz() {
  found=0 good=0
  for file in $(cd "$root" && grep -rl --include='*.java' '^ *@FuzzTest' ./*/src/test | sort); do
    module=${file#./}
    module=${module%%/src/*}
    class=$(basename "$file" .java)
    for method in $(sed -n '/^ *@FuzzTest/,/(.*[{;]/s/^ *\(public \)\{0,1\}void \([A-Za-z0-9_]*\)(.*/\2/p' "$root/$file"); do
      echo "$class#$method" | grep -q -e "$fuzz_only" || continue
      found=$((found + 1))
      if fuzz_one; then good=$((good + 1)); fi
    done
  done
  part fuzz "$good" $((found - good)) 0
}

# fuzz_one: searches with $class#$method of $module.
fuzz_one() {
  log_of_fuzz=$logs/fuzz-$class-$method.log
  reports_of_fuzz=$root/$module/target/surefire-reports
  package=${file#*/src/test/java/}
  package=${package%/*}
  # Where Jazzer writes what broke the test, if it is there.
  kept=$root/$module/src/test/resources/$package/${class}Inputs/$method
  mkdir -p "$kept"
  printf '  %s' "$class#$method"
  rm -rf "$reports_of_fuzz"
  if search "$log_of_fuzz" && [ "$(count "$reports_of_fuzz" | cut -d ' ' -f 1)" -gt 0 ]; then
    echo ": $(sed -n 's/.*stat::number_of_executed_units: *\([0-9]*\).*/\1/p' "$log_of_fuzz" | tail -n 1) inputs"
    [ -z "${FUZZ_KEEP:-}" ] || keep_inputs
  else
    echo ': FAILED'
    failures "$reports_of_fuzz"
    echo "  The log is $log_of_fuzz" >&2
    return 1
  fi
}

# search LOG [FLAG…]: one run of $class#$method that does not merely repeat what is known.
search() {
  log_of_search=$1
  shift
  JAZZER_FUZZ=1 JAZZER_MAX_DURATION=${fuzz_seconds}s run_maven "$log_of_search" package -pl "$module" -am "-Dtest=$class#$method" \
    -Dsurefire.failIfNoSpecifiedTests=false "-Dfuzz.jvm.args=$fuzz_jvm $*"
}

# keep_inputs: of all known inputs of $class#$method, those that reach what no shorter one reaches, into the resources of the test,
# where the part unit repeats them. Those have the name of their hash; what has another (a crash, a seed by hand) stays.
keep_inputs() {
  corpus=$root/$module/.cifuzz-corpus/$(echo "$package" | tr / .).$class/$method
  control=$logs/fuzz-$class-$method.inputs
  hashed='/[0-9a-f]{40}$'
  mkdir -p "$corpus" "$control.new"
  find "$kept" -type f | grep -v -E "$hashed" >"$control.files" || :
  find "$kept" "$corpus" -type f -size -9 | grep -E "$hashed" | while IFS= read -r input; do
    echo "$(wc -c <"$input") $input"
  done | sort -k 1,1n -k 2 | sed 's/^ *[0-9]* //' >>"$control.files"
  # libFuzzer reads the list of files in this form, and writes behind it which of them reached what for the first time.
  { wc -l <"$control.files" && echo 0 && cat "$control.files"; } >"$control"
  search "$log_of_fuzz.keep" "-Djazzer.internal.arg.4=-merge_inner=1 -Djazzer.internal.arg.5=-merge_control_file=$control" || :
  awk 'NR > 2 && !/^(STARTED|FT|COV) / { file[NR - 3] = $0 }
    /^FT / && NF > 2 { print NF, file[$2] }' "$control" |
    grep -E "$hashed" | sort -k 1,1nr | head -n "$fuzz_kept" | sed 's/^[0-9]* //' | while IFS= read -r input; do
    cp "$input" "$control.new/"
  done
  if [ -n "$(ls "$control.new")" ]; then
    find "$kept" -type f | grep -E "$hashed" | while IFS= read -r input; do rm -f "$input"; done
    find "$control.new" -type f -exec cp {} "$kept/" \;
  fi
  echo "    $(find "$kept" -type f | wc -l | tr -d ' ') inputs are kept in ${kept#"$root/"}"
}
