#!/bin/sh
# Prints the home of a JDK that can run Balsa, or says in one sentence what is missing and exits 2. Reads only the
# "release" file that each JDK carries, so it starts no JVM and takes milliseconds.
#
#   bin/find-jdk.sh [lowest feature release, 25 if not given]
#
# BALSA_JAVA_HOME decides if it is set. Otherwise JAVA_HOME, the java on the PATH and the usual places are looked at, and
# the oldest release that is new enough wins: what was tested most, whatever else is installed.

wanted=${1:-25}
best=
best_release=
newest=

# Sets $release to the feature release of the JDK in $1, or to nothing.
read_release() {
  release=
  [ -r "$1/release" ] && [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] || return 0
  while IFS='=' read -r key value; do
    if [ "$key" = JAVA_VERSION ]; then
      value=${value#\"}
      value=${value#1.}
      release=${value%%[!0-9]*}
      return 0
    fi
  done <"$1/release"
}

consider() {
  read_release "$1"
  [ -n "$release" ] || return 0
  if [ -z "$newest" ] || [ "$release" -gt "$newest" ]; then newest=$release; fi
  if [ "$release" -ge "$wanted" ] && { [ -z "$best" ] || [ "$release" -lt "$best_release" ]; }; then
    best=$1
    best_release=$release
  fi
}

if [ -n "${BALSA_JAVA_HOME:-}" ]; then
  read_release "$BALSA_JAVA_HOME"
  if [ -n "$release" ] && [ "$release" -ge "$wanted" ]; then
    printf '%s\n' "$BALSA_JAVA_HOME"
    exit 0
  fi
  printf 'Balsa needs JDK %s or newer, but BALSA_JAVA_HOME (%s) holds %s. More: docs/faq.md#which-java\n' \
    "$wanted" "$BALSA_JAVA_HOME" "${release:+JDK }${release:-no JDK}" >&2
  exit 2
fi

[ -n "${JAVA_HOME:-}" ] && consider "$JAVA_HOME"
on_path=$(command -v java 2>/dev/null)
if [ -n "$on_path" ]; then
  resolved=$(readlink -f "$on_path" 2>/dev/null || printf '%s' "$on_path")
  consider "${resolved%/bin/java}"
fi
for home in \
  /usr/lib/jvm/* \
  /usr/java/* \
  /opt/java/* \
  /opt/jdk* \
  /opt/*jdk* \
  "$HOME"/.sdkman/candidates/java/* \
  "$HOME"/.jdks/* \
  "$HOME"/.local/share/mise/installs/java/* \
  "$HOME"/.asdf/installs/java/* \
  /Library/Java/JavaVirtualMachines/*/Contents/Home \
  "$HOME"/Library/Java/JavaVirtualMachines/*/Contents/Home \
  /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
  /usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home; do
  [ -e "$home/release" ] && consider "$home"
done

if [ -n "$best" ]; then
  printf '%s\n' "$best"
  exit 0
fi
if [ -n "$newest" ]; then
  found="the newest found is JDK $newest"
else
  found="none was found"
fi
printf 'Balsa needs JDK %s or newer, but %s: install one (https://adoptium.net) or set BALSA_JAVA_HOME. More: docs/faq.md#which-java\n' \
  "$wanted" "$found" >&2
exit 2
