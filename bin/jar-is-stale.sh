#!/bin/sh
# Succeeds if cli/target/balsa.jar is missing or older than the main sources or the pom of any module. Directories count as
# well, since a deleted file changes only its directory. The playground is not in the jar.
cd "$(dirname "$0")/.." || exit 0
[ -f cli/target/balsa.jar ] || exit 0
[ -n "$(find pom.xml */pom.xml */src/main -not -path 'playground/*' -newer cli/target/balsa.jar -print -quit)" ]
