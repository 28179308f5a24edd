#!/usr/bin/env bash
# The checks, the whole suite on SQLite and on PostgreSQL, and how much of the code they reached:
# test.sh ENVIRONMENT. The two runs share nothing and go at once, one a core; what the second said
# follows the first. pytest's own closing lines are said once more at the very end.
set -euo pipefail

cd "$(dirname "$0")/.."
bin=$1/bin
work=$(mktemp -d)
trap 'kill $(jobs -p) 2>/dev/null || true; rm -rf "$work"' EXIT
export COVERAGE_FILE=$work/coverage

suite_on() {
    LINLI_TEST_DATABASE=$1 "$bin/coverage" run --parallel-mode -m pytest -q
}

bash tools/check.sh "$1"

suite_on postgresql >"$work/postgresql" 2>&1 &
failed=
echo "== sqlite"
suite_on sqlite 2>&1 | tee "$work/sqlite" || failed="$failed sqlite"
wait $! || failed="$failed postgresql"
echo "== postgresql"
cat "$work/postgresql"

"$bin/coverage" combine --quiet
echo "== coverage where custody is decided: every branch"
"$bin/coverage" report --fail-under=100 --include='*/rules/*,*/rules.py,*/cabinet/machine/*,*/wire/*,*/actions/*,*/actions.py,*/access.py' ||
    failed="$failed coverage-of-custody"
echo "== coverage of everything"
"$bin/coverage" report || failed="$failed coverage"

if [ -n "$failed" ]; then
    echo "Failed:$failed" >&2
fi
for engine in sqlite postgresql; do
    echo "$engine:"
    tail -n 1 "$work/$engine"
done
[ -z "$failed" ]
