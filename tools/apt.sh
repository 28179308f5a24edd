#!/bin/sh
# Installs Debian packages, saying which and why before it does: apt.sh REASON PACKAGE...
set -eu

why=$1
shift
if ! command -v apt-get >/dev/null; then
    echo "Missing: $* ($why). This is not Debian: please install them yourself." >&2
    echo "缺少：$*（$why）。这不是 Debian 系统，请自行安装。" >&2
    exit 1
fi
if [ "$(id -u)" = 0 ]; then
    as_root=
elif command -v sudo >/dev/null; then
    as_root=sudo
else
    echo "Missing: $* ($why). Please run as root: apt-get install $*" >&2
    echo "缺少：$*（$why）。请以 root 身份运行：apt-get install $*" >&2
    exit 1
fi

echo "Installing with apt-get: $* ($why)"
echo "将用 apt-get 安装：$*（$why）"
export DEBIAN_FRONTEND=noninteractive
$as_root apt-get update -qq
$as_root apt-get install -qq -y --no-install-recommends "$@" >/dev/null
