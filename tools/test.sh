#!/usr/bin/env bash
# The checks, the whole suite on SQLite and on PostgreSQL, and how much of the code they reached:
# test.sh ENVIRONMENT. pytest's closing lines are said once more at the very end.
set -euo pipefail

cd "$(dirname "$0")/.."
bin=$1/bin
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export COVERAGE_FILE=$work/coverage

bash tools/check.sh "$1"

for engine in sqlite postgresql; do
    echo "== $engine"
    LINLI_TEST_DATABASE=$engine "$bin/coverage" run --parallel-mode -m pytest 2>&1 |
        tee "$work/$engine"
done

"$bin/coverage" combine --quiet
# Where custody is decided, every branch; elsewhere nearly all.
"$bin/coverage" report --fail-under=100 --include='*/rules/*,*/rules.py,*/cabinet/machine/*,*/wire/*,*/actions/*,*/actions.py,*/access.py'
"$bin/coverage" report

for engine in sqlite postgresql; do
    echo "$engine:"
    tail -n 1 "$work/$engine"
done
