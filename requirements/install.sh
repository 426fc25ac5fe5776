#!/bin/sh
# Make .venv and install Digest into it, every dependency at the version and hash of the locks:
#
#     requirements/install.sh runtime|dev
#
# Nothing is done where .venv already holds that. PYTHON names the interpreter; without it the newest
# suitable one is taken. uv does the work where it is present, else venv and pip.
set -eu
cd -P "$(dirname "$0")/.."

profile=${1-}
case $profile in
    runtime | dev) ;;
    *) echo "usage: requirements/install.sh runtime|dev" >&2 && exit 2 ;;
esac

fail() {
    printf '%s\n' "$1" >&2
    exit 2
}

# All that decides what is installed, and the folder, because programs in .venv hold its path.
fingerprint=$(pwd && cat requirements/*.txt requirements/install.sh pyproject.toml | cksum)

is_installed() {
    [ -x .venv/bin/python ] && [ "$(cat ".venv/installed-$1" 2>/dev/null)" = "$fingerprint" ]
}

# Locked development tools are a superset of what the program itself needs.
if is_installed "$profile" || is_installed dev; then
    exit 0
fi

have_uv=""
if uv --version >/dev/null 2>&1; then
    have_uv=yes
fi

version_of() {
    "$1" --version 2>&1 </dev/null | sed -n 's/^Python \([0-9]*\.[0-9]*\.*[0-9]*\).*/\1/p'
}

is_new_enough() { # VERSION
    major=${1%%.*} rest=${1#*.}
    [ "$major" -gt 3 ] || { [ "$major" -eq 3 ] && [ "${rest%%.*}" -ge 11 ]; }
}

can_make_venv() { # INTERPRETER
    "$1" -c 'import ensurepip, venv' >/dev/null 2>&1
}

# pip 22.3 learned to install into another environment; before, it refuses the option.
has_pip_for_others() { # INTERPRETER
    "$1" -c 'import venv' >/dev/null 2>&1 && "$1" -m pip --python "$1" --version >/dev/null 2>&1
}

# Sets `python`, or ends with the one line that says what to install.
find_python() {
    found="none found" incapable=""
    if [ -n "${PYTHON-}" ]; then
        set -- "$PYTHON"
        found="$PYTHON does not run"
    else
        set -- python3.14 python3.13 python3.12 python3.11 python3
    fi
    for name in "$@"; do
        python=$(command -v "$name") || continue
        # A version manager's shim may stand there for a version that is not installed.
        version=$(version_of "$python")
        [ -n "$version" ] || continue
        if ! is_new_enough "$version"; then
            found="found $version at $python"
        elif [ -n "$have_uv" ] || can_make_venv "$python" || has_pip_for_others "$python"; then
            return 0
        else
            incapable="$version at $python"
        fi
    done
    if [ -n "$have_uv" ] && [ -z "${PYTHON-}" ]; then
        # uv keeps interpreters of its own, which are not on PATH.
        python=$(uv python find --system --no-python-downloads '>=3.11' 2>/dev/null) || python=""
        if [ -n "$python" ]; then
            version=$(version_of "$python")
            return 0
        fi
    fi
    if [ -n "$incapable" ]; then
        fail "Python $incapable lacks venv. Debian/Ubuntu: sudo apt install python3-venv (or install uv)"
    fi
    fail "Python 3.11 or newer is needed ($found)"
}

make_venv() {
    rm -rf .venv
    if [ -n "$have_uv" ]; then
        uv venv --quiet --python "$python" .venv
    elif can_make_venv "$python"; then
        "$python" -m venv .venv
    else
        "$python" -m venv --without-pip .venv
    fi
}

# Whether .venv is whole, stands where it was made, and something here can install into it.
venv_is_usable() {
    [ -x .venv/bin/python ] || return 1
    grep -qF "$(pwd)/.venv" .venv/bin/activate 2>/dev/null || return 1
    is_new_enough "$(version_of .venv/bin/python)" 2>/dev/null || return 1
    [ -n "$have_uv" ] || .venv/bin/python -m pip --version >/dev/null 2>&1 || has_pip_for_others "$python"
}

# Twice quiet is pip's word for errors only: it would warn of the spelling of an extra, which is in order.
install() { # PIP'S ARGUMENTS
    if [ -n "$have_uv" ]; then
        uv pip install --quiet --python .venv/bin/python "$@"
    elif .venv/bin/python -m pip --version >/dev/null 2>&1; then
        .venv/bin/python -m pip install --quiet --quiet --disable-pip-version-check "$@"
    else
        "$python" -m pip --python .venv/bin/python install --quiet --quiet --disable-pip-version-check "$@"
    fi
}

find_python
echo "Installing into .venv: Python $version at $python, requirements/$profile.txt" >&2
# A stamp that outlives an interrupted installation would lie.
rm -f .venv/installed-runtime .venv/installed-dev
venv_is_usable || make_venv
install --require-hashes -r "requirements/$profile.txt" -r requirements/build.txt
install --no-deps --no-build-isolation --editable .
printf '%s\n' "$fingerprint" >".venv/installed-$profile"
