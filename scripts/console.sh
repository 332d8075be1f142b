# Finds the browser that the console is tried with. Sourced by ./check, after build.sh: POSIX sh.

# What comes from Debian: a file, and the package that brings it. The font is there so that pictures are the same everywhere.
console_packages='/usr/bin/chromium chromium
/usr/share/fonts/truetype/liberation/LiberationSans-Regular.ttf fonts-liberation'

# missing_for_console: those that are not installed, on one line.
missing_for_console() {
  echo "$console_packages" | while read -r file package; do
    [ -e "$file" ] || printf '%s ' "$package"
  done
}

# prepare_console LOGS: installs what is missing, where that is possible; else it is false, and $console_lacks says what is missing.
prepare_console() {
  mkdir -p "$1"
  missing=$(missing_for_console)
  tried=
  if [ -n "$missing" ] && [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
    echo "Installing ${missing% }…" >&2
    tried=" (apt-get failed: see $1/console-apt.log)"
    # shellcheck disable=SC2086 # several packages
    { apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $missing; } \
      >"$1/console-apt.log" 2>&1 || :
    missing=$(missing_for_console)
  fi
  if [ -n "$missing" ]; then
    console_lacks="The part console runs a browser, and lacks Debian's packages: apt install ${missing% }$tried"
    echo "$console_lacks" >&2
    return 1
  fi
}
