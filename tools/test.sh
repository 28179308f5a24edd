#!/usr/bin/env bash
# The checks, the whole suite on SQLite and on PostgreSQL, and how much of the code it reached:
# test.sh ENVIRONMENT. Three lanes share nothing and go at once, because much of it waits for
# serial lines and processes. What each part said follows when all have ended; pytest's own
# closing lines are said once more at the very end.
set -euo pipefail

cd "$(dirname "$0")/.."
bin=$1/bin
work=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null || true; rm -rf "$work"' EXIT
export COVERAGE_FILE=$work/coverage

# What needs no database runs once; whichever lane is free takes the next part, the longest first.
cabinets=(tests/cabinet tests/docs tests/kernel tests/wire)
proof=(tests/proof)
whole=(tests/server/test_{whole_,serve_whole,preparing,starting,systems,upgrades,backup}*.py)
sweeps=(tests/server/test_{matrix,hardening_,query_counts}*.py
    tests/portal/test_privacy_markers.py tests/lockers/pages/test_pages_manners.py)
pages=(tests/lockers/pages tests/portal tests/web tests/server/test_every_page.py)
locked=(tests/ledger tests/places) # where PostgreSQL is told something else than SQLite
alone=("${cabinets[@]}" "${proof[@]}" "${whole[@]}" "${sweeps[@]}")
parts=(postgresql pages sweeps whole sqlite cabinets proof postgresql-ledger)

# Counting what is reached costs half as much again as the tests themselves, so that only those
# count which look at one thing at a time.
counted() {
    LINLI_TEST_DATABASE=$1 "$bin/coverage" run --parallel-mode -m pytest -q "${@:2}"
}

uncounted() {
    LINLI_TEST_DATABASE=$1 "$bin/python" -m pytest -q "${@:2}"
}

run_part() {
    case $1 in
    sqlite) counted sqlite "${alone[@]/#/--ignore=}" "${pages[@]/#/--ignore=}" ;;
    pages) counted sqlite "${pages[@]}" "${sweeps[@]/#/--ignore=}" ;;
    cabinets) counted sqlite "${cabinets[@]}" ;;
    postgresql-ledger) counted postgresql "${locked[@]}" ;;
    postgresql) uncounted postgresql "${cabinets[@]/#/--ignore=}" "${proof[@]/#/--ignore=}" "${locked[@]/#/--ignore=}" ;;
    sweeps) uncounted sqlite "${sweeps[@]}" ;;
    whole) uncounted sqlite "${whole[@]}" ;;
    proof) uncounted sqlite "${proof[@]}" ;;
    esac
}

lane() {
    local part
    for part in "${parts[@]}"; do
        if mkdir "$work/$part.taken" 2>/dev/null; then
            run_part "$part" >"$work/$part" 2>&1 || touch "$work/$part.failed"
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
"$bin/coverage" report --fail-under=100 --include='*/rules/*,*/rules.py,*/cabinet/machine/*,*/wire/*,*/actions/*,*/actions.py,*/access.py,*/access/*,*/*_access.py' ||
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
