#!/usr/bin/env bash
# The checks, the whole suite on SQLite and on PostgreSQL, and how much of the code they reached:
# test.sh ENVIRONMENT. Three lanes share nothing and go at once: much of it waits for
# serial lines and processes. What each part said follows when all have ended. pytest's own closing lines are said once more at the very end.
set -euo pipefail

cd "$(dirname "$0")/.."
bin=$1/bin
work=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null || true; rm -rf "$work"' EXIT
export COVERAGE_FILE=$work/coverage

# What needs no database runs once; whichever lane is free takes the next part.
cabinets=(tests/cabinet tests/docs tests/kernel tests/wire)
proof=(tests/proof)
server=(tests/server)
rest=("${cabinets[@]/#/--ignore=}" "${proof[@]/#/--ignore=}")
parts=(postgresql server sqlite cabinets proof)

suite() {
    local name=$1 engine=$2
    shift 2
    LINLI_TEST_DATABASE=$engine "$bin/coverage" run --parallel-mode -m pytest -q "$@" >"$work/$name" 2>&1
}

run_part() {
    case $1 in
    sqlite) suite "$1" sqlite "${rest[@]}" "${server[@]/#/--ignore=}" ;;
    server) suite "$1" sqlite "${server[@]}" ;;
    postgresql) suite "$1" postgresql "${rest[@]}" ;;
    cabinets) suite "$1" sqlite "${cabinets[@]}" ;;
    proof) suite "$1" sqlite "${proof[@]}" ;;
    esac
}

lane() {
    local part
    for part in "${parts[@]}"; do
        if mkdir "$work/$part.taken" 2>/dev/null; then
            run_part "$part" || touch "$work/$part.failed"
        fi
    done
}

bash tools/check.sh "$1"

lane &
lane &
lane
wait
failed=
for part in "${parts[@]}"; do
    echo "== $part"
    cat "$work/$part"
    if [ -e "$work/$part.failed" ]; then
        failed="$failed $part"
    fi
done

"$bin/coverage" combine --quiet
echo "== coverage where custody is decided: every branch"
"$bin/coverage" report --fail-under=100 --include='*/rules/*,*/rules.py,*/cabinet/machine/*,*/wire/*,*/actions/*,*/actions.py,*/access.py' ||
    failed="$failed coverage-of-custody"
echo "== coverage of everything"
"$bin/coverage" report || failed="$failed coverage"

if [ -n "$failed" ]; then
    echo "Failed:$failed" >&2
fi
for part in "${parts[@]}"; do
    echo "$part:"
    tail -n 1 "$work/$part"
done
[ -z "$failed" ]
