#!/usr/bin/env bash
# Everything about the source that can be judged without running it: check.sh ENVIRONMENT
# All are run, so that one look shows all that is wrong.
set -uo pipefail

cd "$(dirname "$0")/.."
bin=$1/bin
data=$(mktemp -d)
trap 'rm -rf "$data"' EXIT
export LINLI_DATA=$data # the type checker loads the settings, which make secrets
failed=

check() {
    local name=$1
    shift
    if "$@" >"$data/said" 2>&1; then
        echo "check $name: good"
    else
        cat "$data/said"
        echo "check $name: FAILED"
        failed="$failed $name"
    fi
}

check lint "$bin/ruff" check .
check format "$bin/ruff" format --check .
check contracts "$bin/lint-imports" --no-cache
check templates "$bin/djlint" src --lint --quiet
check template-format "$bin/djlint" src --check --quiet
check translations bash tools/messages.sh "$1" --check
check types "$bin/mypy"

if [ -n "$failed" ]; then
    echo "Failed:$failed" >&2
    exit 1
fi
