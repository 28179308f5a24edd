#!/bin/sh
# Makes an environment from hashed locks, once for each lock: environment.sh FOLDER run|test
# PYTHON names the interpreter to make it with, 3.11 or newer.
set -eu

cd "$(dirname "$0")/.."
folder=$1
lock=locks/$2.txt
python=${PYTHON:-python3}
stamp=$folder/installed-$2

wanted=$(cat "$lock" pyproject.toml | cksum)
if [ -x "$folder/bin/python" ] && [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ]; then
    exit 0
fi

if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
    echo "Python 3.11 or newer is needed; PYTHON=... names one. 需要 Python 3.11 以上。" >&2
    exit 1
fi
if ! "$python" -c 'import ensurepip' 2>/dev/null; then
    sh tools/apt.sh "Debian keeps pip apart from python3; Debian 的 python3 不带 pip" python3-venv
fi
[ -x "$folder/bin/python" ] || "$python" -m venv "$folder"

echo "Installing what $lock lists into $folder; 正在安装依赖"
export PIP_DISABLE_PIP_VERSION_CHECK=1
"$folder/bin/pip" install --quiet --require-hashes --no-deps -r "$lock"
"$folder/bin/pip" install --quiet --no-deps --no-build-isolation --editable .
echo "$wanted" >"$stamp"
