#!/bin/sh
# Installs the tools that `npm run bench` compares with, into a folder of their own: install-peers.sh FOLDER
# Sluice needs none of them. ingestr and sling fetch their program from GitHub when they first run.
set -eu
folder=${1:?Name a folder for them.}
python3 -m venv "$folder"
"$folder/bin/pip" install --quiet ingestr sling 'dlt[postgres,parquet]' sqlalchemy psycopg2-binary
command -v pgloader >/dev/null || echo 'pgloader is a Debian package: apt-get install pgloader'
echo "export PATH=\"$folder/bin:\$PATH\" SLUICE_BENCH_DLT_PYTHON=\"$folder/bin/python\""
