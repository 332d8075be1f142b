# Installs the clients of others that Postern is tried with, in checks/target/clients. Sourced by ./check, after build.sh, with $root set: POSIX sh.

# What comes from Debian: a command or file, and the package that brings it.
client_packages='/usr/bin/curl curl
/usr/sbin/nginx nginx
/usr/lib/nginx/modules/ngx_http_js_module.so libnginx-mod-http-js
/usr/sbin/haproxy haproxy
/usr/bin/python3 python3
/usr/lib/python3/dist-packages/authlib/__init__.py python3-authlib
/usr/lib/python3/dist-packages/requests/__init__.py python3-requests'

# missing_packages: those that are not installed, on one line.
missing_packages() {
  echo "$client_packages" | while read -r file package; do
    [ -e "$file" ] || printf '%s ' "$package"
  done
}

# prepare_clients LOGS: installs what is missing, where that is possible; else it is false, and $lacking says what is missing.
prepare_clients() {
  clients=$root/checks/target/clients
  mkdir -p "$clients" "$1"
  missing=$(missing_packages)
  tried=
  if [ -n "$missing" ] && [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null; then
    echo "Installing ${missing% }…" >&2
    tried=" (apt-get failed: see $1/clients-apt.log)"
    # shellcheck disable=SC2086 # several packages
    { apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends $missing; } \
      >"$1/clients-apt.log" 2>&1 || :
    missing=$(missing_packages)
  fi
  if [ -n "$missing" ]; then
    lacks "Debian's packages: apt install ${missing% }$tried"
    return 1
  fi
  if ! command -v npm >/dev/null || ! command -v node >/dev/null || [ "$(node -p 'parseInt(process.versions.node)')" -lt 20 ]; then
    lacks "Node.js 20 or newer, and npm"
    return 1
  fi
  # Where Debian puts servers, which is on root's path alone.
  PATH=$PATH:/usr/sbin
  export PATH

  cat "$root"/checks/clients/node/package*.json "$root/checks/clients/spring/pom.xml" "$root/docs/clients/quarkus.md" | cksum >"$clients/wanted"
  cmp -s "$clients/wanted" "$clients/installed" && return
  echo "Fetching clients from npm and Maven Central…" >&2
  rm -rf "$clients/installed" "$clients/spring" "$clients/quarkus"
  cp "$root"/checks/clients/node/package*.json "$clients/"
  if ! (cd "$clients" && npm ci --no-audit --no-fund --ignore-scripts) >"$1/clients-npm.log" 2>&1; then
    lacks "packages from npm: see $1/clients-npm.log"
    return 1
  fi
  if ! run_maven "$1/clients-maven.log" -B -f checks/clients/spring/pom.xml dependency:copy-dependencies \
    "-DoutputDirectory=$clients/spring" -DincludeScope=runtime; then
    lacks "Spring's jars: see $1/clients-maven.log"
    return 1
  fi
  # Quarkus makes its programs when they are built: this one cannot wait for the tests.
  unpack quarkus "$clients/quarkus"
  if ! run_maven "$1/clients-quarkus.log" -B -f "$clients/quarkus/pom.xml" package; then
    lacks "a Quarkus program: see $1/clients-quarkus.log"
    return 1
  fi
  mv "$clients/wanted" "$clients/installed"
}

# unpack PAGE FOLDER: writes the files of a page of docs/clients: each fenced block whose first line names one.
unpack() {
  awk -v to="$2" '
    /^```[a-z]+ [A-Za-z\/]+\.[a-z]+$/ {
      file = to "/" $2
      folder = file
      sub(/\/[^\/]*$/, "", folder)
      system("mkdir -p \"" folder "\"")
      next
    }
    /^```$/ { file = "" }
    file != "" { print > file }' "$root/docs/clients/$1.md"
}

# lacks WHAT: keeps it for the end, and says it at once.
lacks() {
  lacking="The part clients runs programs of others, and lacks $1"
  echo "$lacking" >&2
}
