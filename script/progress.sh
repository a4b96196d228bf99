# shellcheck shell=bash
# How the scripts speak: one line a step, long output kept in var/log. Sourced, never run.

checkout=$(cd -P -- "$(dirname -- "${BASH_SOURCE[0]}")/.." && pwd -P)
logs=$checkout/var/log

fail() {
    printf '✗ %s\n' "$@" >&2
    exit 1
}

# 1234 milliseconds are shown as "1.2 s".
seconds_since() {
    local spent=$((${EPOCHREALTIME//[!0-9]/} / 1000 - $1))
    printf '%d.%d s' $((spent / 1000)) $((spent % 1000 / 100))
}

milliseconds() {
    printf '%d' $((${EPOCHREALTIME//[!0-9]/} / 1000))
}

# On a terminal the step that runs is shown with its seconds; elsewhere only what is done is printed.
show_seconds_of() {
    local began
    began=$(milliseconds)
    while sleep 1 && kill -0 $$ 2>/dev/null; do printf '\r… %s  %s ' "$1" "$(seconds_since "$began")" >&2; done
}

# step "What happens" log-name command…: runs the command with its output in var/log/NAME.log.
# A failure shows the end of that log and leaves the script.
step() {
    local title=$1 log=$logs/$2.log began ticker='' outcome=0
    shift 2
    mkdir -p -- "$logs"
    began=$(milliseconds)
    if [[ -t 2 ]]; then
        printf '… %s' "$title" >&2
        show_seconds_of "$title" &
        ticker=$!
    fi
    # Not "… || outcome=$?": that would switch "set -e" off inside the command's functions.
    set +e
    (
        set -e
        "$@"
    ) >"$log" 2>&1 </dev/null
    outcome=$?
    set -e
    if [[ -n $ticker ]]; then
        kill "$ticker" 2>/dev/null
        wait "$ticker" 2>/dev/null || true
        printf '\r\033[K' >&2
    fi
    if ((outcome == 0)); then
        printf '✓ %s  %s\n' "$title" "$(seconds_since "$began")" >&2
        return
    fi
    printf '✗ %s  %s\n' "$title" "$(seconds_since "$began")" >&2
    tail -n 40 -- "$log" | sed $'s/\033\\[[0-9;]*m//g; s/^/    /' >&2
    fail "The whole output is in $log. Mend the cause and start again: what is done stays done."
}
