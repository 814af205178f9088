#!/bin/sh
# Make the virtual environment VENV from nothing and install this package into it, editable.
# usage: sh .ci/setup_venv.sh VENV runtime|dev
# A stamp remembers what was installed, so that a second run does nothing until pyproject.toml changes.
set -eu

venv=$1
want=$2
here=$(pwd)
case $want in
    runtime) target="." ;;
    dev) target=".[dev]" ;;
    *) echo "usage: setup_venv.sh VENV runtime|dev" >&2; exit 2 ;;
esac

# The place is part of the stamp: an environment that was moved or copied no longer finds itself.
state="$(cksum < pyproject.toml) $here"
stamp_of() { echo "$venv/.installed-$1"; }
is_installed() { [ -f "$(stamp_of "$1")" ] && [ "$(cat "$(stamp_of "$1")")" = "$state" ]; }
works() { "$venv/bin/python" -c 'import pip' > /dev/null 2>&1; }

if works && { is_installed "$want" || is_installed dev; }; then
    exit 0
fi

is_new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' > /dev/null 2>&1; }
has_venv() { "$1" -c 'import ensurepip, venv' > /dev/null 2>&1; }

# A name on the PATH may be a shim that does not run: only a Python that answers counts.
python=""
without_venv=""
for candidate in python3.13 python3.12 python3.11 python3.14 python3; do
    is_new_enough "$candidate" || continue
    if has_venv "$candidate"; then
        python=$candidate
        break
    fi
    without_venv="$without_venv $candidate"
done

if [ -z "$python" ] && [ -n "$without_venv" ]; then
    first=$(echo "$without_venv" | awk '{ print $1 }')
    minor=$("$first" -c 'import sys; print("python%d.%d" % sys.version_info[:2])')
    {
        echo "error: $first is new enough but cannot make virtual environments: its venv or ensurepip module is missing."
        echo "  On Debian and Ubuntu install the package python3-venv (for this Python: $minor-venv):"
        echo "      sudo apt install python3-venv"
        echo "  Elsewhere install Python 3.11 or later with its standard library complete."
    } >&2
    exit 1
fi
if [ -z "$python" ]; then
    {
        echo "error: no Python 3.11 or later found (tried python3.13, python3.12, python3.11, python3.14, python3)."
        echo "  On Debian and Ubuntu install the packages python3 and python3-venv:"
        echo "      sudo apt install python3 python3-venv"
    } >&2
    exit 1
fi

moved() { [ -f "$(stamp_of "$1")" ] && [ "$(cut -d ' ' -f 3- "$(stamp_of "$1")")" != "$here" ]; }
if ! works || moved runtime || moved dev; then
    rm -rf "$venv"
    echo "making $venv with $("$python" -c 'import sys; print("Python %d.%d.%d" % sys.version_info[:3])')"
    "$python" -m venv "$venv"
fi
rm -f "$(stamp_of runtime)" "$(stamp_of dev)"
echo "installing pycid-like and what it needs into $venv (the first time this takes some minutes)"
PIP_USER=0 PIP_DISABLE_PIP_VERSION_CHECK=1 "$venv/bin/python" -m pip install --quiet --editable "$target"
echo "$state" > "$(stamp_of "$want")"
