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

# step "What happens" log-name command…: runs the command with its output in var/log/NAME.log.
# A failure shows the end of that log and leaves the script.
step() {
    local title=$1 log=$logs/$2.log began
    shift 2
    mkdir -p -- "$logs"
    began=$(milliseconds)
    if [[ -t 2 ]]; then printf '… %s' "$title" >&2; fi
    if "$@" >"$log" 2>&1 </dev/null; then
        if [[ -t 2 ]]; then printf '\r\033[K' >&2; fi
        printf '✓ %s  %s\n' "$title" "$(seconds_since "$began")" >&2
    else
        if [[ -t 2 ]]; then printf '\r\033[K' >&2; fi
        printf '✗ %s  %s\n' "$title" "$(seconds_since "$began")" >&2
        tail -n 40 -- "$log" | sed 's/^/    /' >&2
        printf '✗ The whole output is in %s. Mend the cause and start again: what is done stays done.\n' "$log" >&2
        exit 1
    fi
}
