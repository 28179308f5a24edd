#!/usr/bin/env bash
# Collects the sentences of the source into the English catalogue and compiles it:
# messages.sh ENVIRONMENT, or messages.sh ENVIRONMENT --check, which changes nothing and fails
# where a sentence has no English or the compiled catalogue is not what the source gives.
set -euo pipefail

cd "$(dirname "$0")/.."
bin=$(cd "$1/bin" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export LINLI_DATA=$work/data DJANGO_SETTINGS_MODULE=linli.server.settings

catalogue=web/locale/en/LC_MESSAGES/django
committed=src/linli/$catalogue
source=src/linli
if [ "${2:-}" = --check ]; then
    cp -r src "$work/src"
    source=$work/src/linli
fi

(
    cd "$source"
    PYTHONPATH=$(cd .. && pwd) "$bin/django-admin" makemessages --locale en --no-obsolete --no-wrap \
        --add-location file --ignore static --verbosity 0
)
missing=$(msgattrib --untranslated --no-obsolete "$source/$catalogue.po"
    msgattrib --only-fuzzy --no-obsolete "$source/$catalogue.po")
if [ -n "$missing" ]; then
    echo "$missing"
    echo "These sentences have no English in $committed.po. 以上句子还没有英文。" >&2
    exit 1
fi

if [ "${2:-}" = --check ]; then
    msgfmt --check-format --output-file "$work/compiled.mo" "$committed.po"
    cmp --silent "$work/compiled.mo" "$committed.mo" || {
        echo "$committed.mo is not what $committed.po gives: run make messages" >&2
        exit 1
    }
else
    msgfmt --check-format --output-file "$committed.mo" "$committed.po"
fi
