#!/bin/sh
# Prepares a folder for tests against Pulsar: the class path of the broker and the Java client (cp.txt) and our compiled
# classes (classes/). About 250 MB from Maven's repository the first time. Needs a JDK 17 and Maven.
#   sh tests/support/pulsar/prepare.sh FOLDER
set -eu
here=$(cd "$(dirname "$0")" && pwd)
home=$1
mkdir -p "$home/classes"
home=$(cd "$home" && pwd)
mvn --batch-mode --quiet --no-transfer-progress --file "$here/pom.xml" \
  org.apache.maven.plugins:maven-dependency-plugin:3.6.1:build-classpath "-Dmdep.outputFile=$home/cp.txt"
javac -proc:none -encoding UTF-8 -classpath "$(cat "$home/cp.txt")" -d "$home/classes" "$here"/java/*.java
# Both find their logging's settings on the class path.
cp "$here/java/log4j2.xml" "$home/classes/"
