# shellcheck shell=bash disable=SC2034
# What the benchmarks share. Source it; do not run it.
#
#   BENCH_DIR  where roots, repositories, machines and results live (default: lockstep-bench in your cache directory)
#   RUNS       how often each pair is measured (default 5)
# shellcheck source=../../bin/lib.sh
. "$(dirname -- "$(readlink -f -- "${BASH_SOURCE[0]}")")/../../bin/lib.sh"

bench=${BENCH_DIR:-${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/lockstep-bench}
roots=$bench/roots
work=$bench/work
runs=${RUNS:-5}
tools=$LOCKSTEP_HOME/test-fixtures/bin
export LOCKSTEP_PASSPHRASE=only-for-benchmarks LC_ALL=C

lockstep() { "$LOCKSTEP_HOME/bin/lockstep" "$@"; }

# converge MACHINE ARGUMENT...: whole process, as a fleet machine would.
converge() {
  local machine=$1
  shift
  "$LOCKSTEP_HOME/bin/lockstep-agent" converge --root "$work/$machine" --state "$work/$machine.state" \
    --trust "$work/keys/root.json" --no-triggers --json "$@"
}

# arguments MACHINE ARGUMENT...: of a converge.
arguments() {
  options=(--root "$work/$1" --state "$work/$1.state" --trust "$work/keys/root.json" --no-triggers --json "${@:2}")
}

# start_daemon: one process that runs command after command, as the daemon would.
start_daemon() {
  coproc DAEMON { exec "${AGENT[0]}" "${AGENT_JVM[@]}" -cp "$(program_class_path test-fixtures):$(program_class_path agent)" \
    lockstep.fixtures.bench.WarmAgent; }
  # The shell keeps its own ends from subshells.
  exec {to_daemon}>&"${DAEMON[1]}" {from_daemon}<&"${DAEMON[0]}"
}

# daemon NAME COMMAND MACHINE ARGUMENT...: adds its seconds to the list NAME.
daemon() {
  local name=$1 command=$2 code millis IFS=$'\t'
  arguments "${@:3}"
  printf '%s\n' "$work/$name.out"$'\t'"$command"$'\t'"${options[*]}" >&"$to_daemon"
  IFS=' ' read -r code millis <&"$from_daemon" || die 'the daemon ended'
  [ "$code" = 0 ] || die "$command ended with $code, see $work/$name.out"
  printf '%d.%03d\n' $((millis / 1000)) $((millis % 1000)) >>"$work/$name.seconds"
}

# fresh_work: an empty place to work in.
fresh_work() {
  chattr -R -f -i -a "$work" 2>/dev/null || true
  rm -rf -- "$work"
  mkdir -p "$work"
}

# time_of NAME COMMAND...: runs it, adds its seconds to the list NAME; its output goes to $work/NAME.out.
time_of() {
  local name=$1 begin end
  shift
  begin=$EPOCHREALTIME
  "$@" >"$work/$name.out" || die "$name failed: $*"
  end=$EPOCHREALTIME
  awk -v begin="$begin" -v end="$end" 'BEGIN { printf "%.3f\n", end - begin }' >>"$work/$name.seconds"
}

median() { sort -n "$1" | awk '{ v[NR] = $1 } END { print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'; }

spread() { sort -n "$1" | awk 'NR == 1 { low = $1 } { high = $1 } END { print low "-" high }'; }

# report WHAT OURS THEIRS: the medians of two lists, and the ratio.
report() {
  local ours theirs
  ours=$(median "$work/$2.seconds")
  theirs=$(median "$work/$3.seconds")
  printf '%-34s  lockstep %8.3f s (%s)  rsync %8.3f s (%s)  ratio %s\n' "$1" "$ours" "$(spread "$work/$2.seconds")" \
    "$theirs" "$(spread "$work/$3.seconds")" "$(awk -v a="$ours" -v b="$theirs" 'BEGIN { printf "%.2f", a / b }')"
}

# publish DIR...: each directory an image named by its last part, in this order.
publish() {
  local dir
  lockstep init "$work/repo" --keys "$work/keys" --threshold 1
  for dir; do
    lockstep image build "$work/repo" --from "$dir" --label "${dir##*/}"
    lockstep publish "$work/repo" "${dir##*/}" --keys "$work/keys"
  done
}

# start_rsync DIR: a daemon that serves DIR as rsync://127.0.0.1:$rsync_port/root/, as a fleet's master would.
start_rsync() {
  rsync_port=$(free_port)
  printf '%s\n' "port = $rsync_port" 'address = 127.0.0.1' 'use chroot = no' 'uid = root' 'gid = root' \
    'numeric ids = yes' 'reverse lookup = no' '[root]' "path = $1" >"$work/rsyncd.conf"
  rsync --daemon --no-detach --config="$work/rsyncd.conf" &
  rsync_daemon=$!
  await "$rsync_port" || die 'the rsync daemon does not answer'
}

# rsync_from NAME MACHINE OPTION...: below the served directory.
rsync_from() {
  local name=$1 machine=$2
  shift 2
  rsync -aHAXS --numeric-ids --delete --stats "$@" "rsync://127.0.0.1:$rsync_port/root/$name/" "$work/$machine/"
}

stop_servers() {
  local pid
  for pid in ${server:-} ${rsync_daemon:-} ${nginx:-}; do kill "$pid" 2>/dev/null || true; done
}
trap stop_servers EXIT
