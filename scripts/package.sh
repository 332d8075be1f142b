# Packs the build of today for machines that have a Java and nothing else. Sourced by ./postern: POSIX sh.

# package: makes target/postern-<version>.tar.gz and prints its path. The same jars give the same bytes, with GNU tar.
package() {
  version=$(sed -n 's:.*<version>\(.*\)</version>.*:\1:p' "$root/pom.xml" | head -n 1)
  time=$(sed -n 's:.*<project.build.outputTimestamp>\(.*\)</project.*:\1:p' "$root/pom.xml")
  name=postern-$version
  work=$(mktemp -d "$root/target/package.XXXXXX")
  trap 'rm -rf "$work"' EXIT
  mkdir -p "$work/$name/bin"
  cp "$root/postern" "$work/$name/bin/postern"
  cp -R "$home/lib" "$home/examples" "$root/docs" "$work/$name/"
  cp "$root"/LICENSE "$root"/*.md "$work/$name/"
  cp "$root/scripts/jdk.sh" "$root/scripts/jvm.sh" "$work/$name/lib/"
  chmod -R u=rwX,go=rX "$work/$name"
  chmod 755 "$work/$name/bin/postern"
  if tar --version 2>/dev/null | grep -q 'GNU tar'; then
    tar -C "$work" --format=ustar --sort=name --mtime="$time" --owner=0 --group=0 --numeric-owner -cf "$work/tar" "$name"
  else
    tar -C "$work" -cf "$work/tar" "$name"
  fi
  gzip -n -9 <"$work/tar" >"$work/gz"
  mv -f "$work/gz" "$root/target/$name.tar.gz"
  echo "$root/target/$name.tar.gz"
}
