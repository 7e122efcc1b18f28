#!/usr/bin/env bash
# Builds cli/target/balsa.jar for the launcher: once, however many launchers ask at the same time. The module names appear
# on stderr as they are reached; everything Maven says goes to a log file.
#
#   bin/build-jar.sh <JDK home>
set -euo pipefail

root=$(cd "$(dirname "$0")/.." && pwd -P)
cd "$root"
jar=cli/target/balsa.jar
log=target/launcher-build.log
java_home=$1
mkdir -p target

# Where flock is missing, a directory is the lock, and one whose owner is gone is taken over.
if command -v flock >/dev/null 2>&1; then
  exec 9>target/launcher-build.lock
  if ! flock -n 9; then
    echo "Waiting for another build of Balsa in $root …" >&2
    flock 9
  fi
else
  lock=target/launcher-build.lock.d
  while ! mkdir "$lock" 2>/dev/null; do
    owner=$(cat "$lock/pid" 2>/dev/null || true)
    if [ -n "$owner" ] && ! kill -0 "$owner" 2>/dev/null; then rm -rf "$lock"; else sleep 1; fi
  done
  echo $$ >"$lock/pid"
  trap 'rm -rf "$lock"' EXIT
fi

# Whoever held the lock before may have built what we came for.
bin/jar-is-stale.sh || exit 0

if [ -f "$jar" ]; then
  printf 'Building Balsa (sources changed) …' >&2
else
  printf 'Building Balsa (first use, about a minute) …' >&2
fi

show_progress() {
  local line='' part=''
  while true; do
    if IFS= read -r -t 2 part; then
      line=$line$part
      case $line in
        *'[INFO] Building Balsa '*' 0.'*)
          part=${line#*Building Balsa }
          printf ' %s' "${part%% 0.*}" >&2
          ;;
      esac
      line=''
    elif [ $? -gt 128 ]; then
      line=${line:-}$part
      printf '.' >&2
    else
      break
    fi
  done
}

started=target/launcher-build.started
touch "$started"
SECONDS=0
if JAVA_HOME=$java_home ./mvnw -B -Dstyle.color=never -DskipTests -T2 -pl cli -am package \
  </dev/null 2>&1 | tee "$log" | show_progress; then
  # A source edited during the build must count as newer than the jar.
  touch -r "$started" "$jar"
else
  echo >&2
  grep -m 5 '^\[ERROR\]' "$log" >&2 || tail -5 "$log" >&2
  echo "Balsa could not be built; the whole output is in $root/$log" >&2
  exit 1
fi

# Classes read, verified and linked once, so that each start takes less. Starting works without it, only slower. Moved
# into place when complete, so that nobody maps half a file.
fresh=cli/target/balsa.aot.$$
rm -f cli/target/balsa.aot cli/target/balsa.aot.*
if "$java_home/bin/java" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 --enable-native-access=ALL-UNNAMED \
  --sun-misc-unsafe-memory-access=deny "-XX:AOTCacheOutput=$fresh" -jar "$root/$jar" --help \
  </dev/null >>"$log" 2>&1; then
  mv -f "$fresh" cli/target/balsa.aot
fi
echo " done in $SECONDS s" >&2
