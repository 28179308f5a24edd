#!/usr/bin/env bash
# The checks, the whole suite on SQLite and on PostgreSQL, and how much of the code they reached:
# test.sh ENVIRONMENT. Two lanes share nothing and go at once, one a core; what the second said
# follows the first. pytest's own closing lines are said once more at the very end.
set -euo pipefail

cd "$(dirname "$0")/.."
bin=$1/bin
work=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null || true; rm -rf "$work"' EXIT
export COVERAGE_FILE=$work/coverage

# What needs no database runs once, beside the rest: the second lane has PostgreSQL first.
apart=(tests/cabinet tests/docs tests/kernel tests/proof tests/wire)
rest=("${apart[@]/#/--ignore=}")

suite() {
    local name=$1 engine=$2
    shift 2
    LINLI_TEST_DATABASE=$engine "$bin/coverage" run --parallel-mode -m pytest -q "$@" >"$work/$name" 2>&1
}

bash tools/check.sh "$1"

failed=
second_lane() {
    local lost=0
    suite postgresql postgresql "${rest[@]}" || lost=1
    suite apart sqlite "${apart[@]}" || lost=1
    return $lost
}
second_lane &
echo "== sqlite"
suite sqlite sqlite "${rest[@]}" || failed="$failed sqlite"
cat "$work/sqlite"
wait $! || failed="$failed postgresql-or-apart"
for name in postgresql apart; do
    echo "== $name"
    cat "$work/$name"
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
for name in sqlite postgresql apart; do
    echo "$name:"
    tail -n 1 "$work/$name"
done
[ -z "$failed" ]
