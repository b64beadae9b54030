#!/bin/sh
# Runs the broker that test files share, in the foreground, until SIGTERM. Ready when FOLDER/broker.json is there.
#   sh tests/support/pulsar/serve.sh FOLDER     (a folder that prepare.sh has prepared)
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../../.." && pwd)
bundle="$root/.build/tests/pulsar-serve-$$.mjs"
"$root/node_modules/.bin/esbuild" "$here/serve.ts" --bundle --platform=node --format=esm --target=node20 \
  --packages=external "--alias:@=$root" "--outfile=$bundle" --log-level=error
exec node "$bundle" "$1"
