#!/bin/sh
# Succeeds if cli/target/balsa.jar is missing or older than anything it is built from. Benchmarks and tests are not in the
# jar. Directories count as well, since a deleted file changes only its directory.
cd "$(dirname "$0")/.." || exit 0
[ -f cli/target/balsa.jar ] || exit 0
[ -n "$(find pom.xml core log node net kv structures etcd-api server lab cli \
  \( -name target -o -path '*/src/test' \) -prune -o \
  \( -name pom.xml -o -path '*/src/main' -o -path '*/src/main/*' \) -newer cli/target/balsa.jar -print -quit)" ]
