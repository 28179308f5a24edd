#!/bin/sh
# Sees to the programs that tests need beside Python: PostgreSQL, a browser, a Chinese font, gettext,
# and for the proof a model checker and a compiler.
set -eu

cd "$(dirname "$0")/.."
missing=
ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1 || command -v postgres >/dev/null ||
    missing="$missing postgresql"
command -v chromium >/dev/null || missing="$missing chromium"
find /usr/share/fonts -iname '*NotoSansCJK*' 2>/dev/null | grep -q . ||
    missing="$missing fonts-noto-cjk"
command -v msgfmt >/dev/null || missing="$missing gettext"
command -v spin >/dev/null || missing="$missing spin"
command -v gcc >/dev/null || missing="$missing gcc libc6-dev"

if [ -n "$missing" ]; then
    # shellcheck disable=SC2086  # one word a package
    sh tools/apt.sh "the tests use them; 测试需要" $missing
fi
