#!/usr/bin/env bash
# Everything about the source that can be judged without running it: check.sh ENVIRONMENT
set -euo pipefail

cd "$(dirname "$0")/.."
bin=$1/bin
data=$(mktemp -d)
trap 'rm -rf "$data"' EXIT
export LINLI_DATA=$data # the type checker loads the settings, which make secrets

"$bin/ruff" check .
"$bin/ruff" format --check .
"$bin/lint-imports" --no-cache | tail -n +10
"$bin/djlint" src --check --quiet
"$bin/djlint" src --lint --quiet
"$bin/mypy"
