# shellcheck shell=bash disable=SC2034
# What the scripts in bin/ share. Source it; do not run it.
# It sets LOCKSTEP_HOME, the checkout, and works from any directory, through symlinks and with blanks in paths.
set -euo pipefail

LOCKSTEP_HOME=$(readlink -f -- "${BASH_SOURCE[0]%/*}/..")
AOT_CACHE=$LOCKSTEP_HOME/agent/target/agent.aot
SHORT_AOT_CACHE=$LOCKSTEP_HOME/server/target/server.aot
EXCLUDE_LISTS=$LOCKSTEP_HOME/excludes/src/main/resources/lockstep/excludes

# What the JVM has to say goes to standard error: standard output belongs to the program (--json).
# Protobuf still uses sun.misc.Unsafe, about which the JVM would warn.
JVM=(--sun-misc-unsafe-memory-access=allow -XX:+UseCompactObjectHeaders -XX:-UsePerfData --enable-native-access=ALL-UNNAMED
  -Xlog:disable -Xlog:all=warning:stderr)

# A fleet machine has little to spare: 64 MB of heap, however large the image. The AOT cache must be made
# with these same flags (and may not be combined with any -Xshare).
AGENT_JVM=("${JVM[@]}" -XX:+UseSerialGC -Xmx64m '-Xlog:aot*=off:stderr' '-Xlog:cds*=off:stderr')

# Commands that soon end: a small heap to start with, and the JVM's best compiler only for what is hot beyond doubt. It
# would take a quarter of the time of a build otherwise, for code that does not run long enough to thank it.
SHORT_JVM=("${JVM[@]}" -XX:+UseSerialGC -Xmn24m -XX:Tier4InvocationThreshold=50000 -XX:Tier4MinInvocationThreshold=10000
  -XX:Tier4CompileThreshold=100000 '-Xlog:aot*=off:stderr' '-Xlog:cds*=off:stderr')

# Making differences fills the heap with large arrays for a moment, which G1 gives up at once; then compressing needs the
# memory outside, while next to nothing is allocated: the heap is looked at every second, and shrinks.
LONG_JVM=("${JVM[@]}" -XX:+UseG1GC -Xmx768m -XX:G1PeriodicGCInterval=1000 -XX:MinHeapFreeRatio=5 -XX:MaxHeapFreeRatio=20)

say() { printf '%s\n' "$*" >&2; }

die() {
  say "${0##*/}: $*"
  exit 1
}

# need COMMAND=PACKAGE...  Each command is here, or its package is installed, or the script ends and says what to do.
need() {
  local pair missing=()
  for pair; do
    command -v "${pair%%=*}" >/dev/null || missing+=("${pair#*=}")
  done
  [ ${#missing[@]} -eq 0 ] || install_packages "${missing[@]}" \
    || die "missing here: ${missing[*]}. As root: apt-get install ${missing[*]}"
}

# Fetches the package lists only when the install fails with those that are here.
install_packages() {
  [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || return 1
  say "installing $*"
  apt_install "$@" >/dev/null 2>&1 || { apt-get -qq update && apt_install "$@" >/dev/null; } >&2
}

apt_install() { DEBIAN_FRONTEND=noninteractive apt-get -qq --no-install-recommends install "$@"; }

# Sets and exports JAVA_HOME.
need_jdk() {
  find_jdk || { install_packages openjdk-25-jdk-headless && find_jdk; } \
    || die "no JDK 25 in JAVA_HOME or under /usr/lib/jvm. Debian 13 has it: apt-get install openjdk-25-jdk-headless. Elsewhere install any build of JDK 25 (Temurin's package is temurin-25-jdk) and set JAVA_HOME"
}

find_jdk() {
  local home
  for home in "${JAVA_HOME:-}" /usr/lib/jvm/*; do
    if [ -x "$home/bin/javac" ] && is_version_25 "$home/release"; then
      export JAVA_HOME=$home
      return 0
    fi
  done
  return 1
}

# is_version_25 RELEASE_FILE
is_version_25() {
  local line
  [ -r "$1" ] || return 1
  while IFS= read -r line; do
    [[ $line != 'JAVA_VERSION="25'[.\"]* ]] || return 0
  done <"$1"
  return 1
}

# program_class_path MODULE  Always the same order, in every locale: the AOT cache depends on it.
program_class_path() {
  local LC_ALL=C IFS=: jars
  jars=("$LOCKSTEP_HOME/$1"/target/lockstep-*.jar "$LOCKSTEP_HOME/$1"/target/lib/*.jar)
  printf '%s' "${jars[*]}"
}

is_built() {
  local stamp=$LOCKSTEP_HOME/target/built
  [ -e "$stamp" ] && [ -d "$LOCKSTEP_HOME/agent/target/lib" ] && [ -d "$LOCKSTEP_HOME/server/target/lib" ] \
    && [ -z "$(cd -- "$LOCKSTEP_HOME" && find pom.xml ./*/pom.xml ./*/src/main -newer "$stamp" -print -quit)" ]
}

# need_build  Leaves both programs built, and their command lines in LOCKSTEP and AGENT; LOCKSTEP_SHORT and LOCKSTEP_LONG are
# for the commands of the first that `name_lockstep` knows.
need_build() {
  need_jdk
  is_built || "$LOCKSTEP_HOME/bin/build"
  name_programs
}

name_programs() {
  LOCKSTEP=("$JAVA_HOME/bin/java" "${JVM[@]}" -cp "$(program_class_path server)" lockstep.server.ServerMain)
  AGENT=("$JAVA_HOME/bin/java" "${AGENT_JVM[@]}" -cp "$(program_class_path agent)" lockstep.agent.AgentMain)
  LOCKSTEP_LONG=("$JAVA_HOME/bin/java" "${LONG_JVM[@]}" -cp "$(program_class_path server)" lockstep.server.ServerMain)
  LOCKSTEP_SHORT=("$JAVA_HOME/bin/java" "${SHORT_JVM[@]}" -cp "$(program_class_path server)" lockstep.server.ServerMain)
  [ ! -e "$SHORT_AOT_CACHE" ] || LOCKSTEP_SHORT=("${LOCKSTEP_SHORT[0]}" "-XX:AOTCache=$SHORT_AOT_CACHE" "${LOCKSTEP_SHORT[@]:1}")
  [ ! -e "$AOT_CACHE" ] || AGENT=("${AGENT[0]}" "-XX:AOTCache=$AOT_CACHE" "${AGENT[@]:1}")
}

# name_lockstep ARGUMENT...: sets lockstep, the command line of the program for this command.
name_lockstep() {
  case ${1:-} in
    serve) lockstep=("${LOCKSTEP[@]}") ;;
    publish | fsck) lockstep=("${LOCKSTEP_LONG[@]}") ;;
    *) lockstep=("${LOCKSTEP_SHORT[@]}") ;;
  esac
}

# run_maven ARGUMENT...  One Maven at a time in this checkout, on JDK 25.
run_maven() { (cd -- "$LOCKSTEP_HOME" && exec mvn --batch-mode --no-transfer-progress "$@"); }

lock_build() {
  mkdir -p "$LOCKSTEP_HOME/target"
  exec 9>"$LOCKSTEP_HOME/target/build.lock"
  flock 9
}

# number FILE KEY: a number of a JSON object. No JSON tool is on every machine, and our reports are plain.
number() { tr -d '\n' <"$1" | grep -oE "\"$2\" *: *[0-9]+" | head -1 | grep -oE '[0-9]+$'; }

# exclude_rules: the lists that Lockstep ships for a Debian root, for compare-roots. Taken from the source, not asked of
# the programs, so that they cannot hide a difference from the proof.
exclude_rules() {
  cat "$EXCLUDE_LISTS"/{common,debian,agent}.exclude | "$LOCKSTEP_HOME/test-fixtures/bin/rsync-excludes"
}

# start_server REPO DIR [http|https [ADDRESS]]: sets url and server, the process; its data and log lie in DIR. Over plain http, which
# the tools it is measured beside speak as well, there is the repository and nothing else.
start_server() {
  local port plain=()
  port=$(free_port)
  url=${3:-http}://127.0.0.1:$port
  [ "${3:-http}" = https ] || plain=(--plain)
  "${LOCKSTEP[@]}" serve "$1" --listen "${4:-127.0.0.1}:$port" --data "$2/data" "${plain[@]}" >"$2/server.log" 2>&1 &
  server=$!
  await "$port" || { cat "$2/server.log" >&2 && die 'the server does not answer'; }
}

free_port() {
  local port
  while port=$((RANDOM % 12000 + 20000)) && answers "$port"; do :; done
  printf '%s' "$port"
}

answers() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }

# await PORT: until something answers there, a minute at most.
await() {
  for _ in {1..600}; do
    ! answers "$1" || return 0
    sleep 0.1
  done
  return 1
}
