#!/bin/sh
# Resolve the dependencies of pyproject.toml into the three locks, with hashes and without a registry's name:
#
#     requirements/lock.sh [--upgrade]
#
# runtime.txt  what the program needs, PostgreSQL included      dev.txt  that and the tools of this project
# build.txt    what makes the package itself
#
# Versions that still fit stay as they are unless --upgrade is given. The locks serve every Python from
# 3.11 on and every platform. Extras are kept in them: a pip that meets `coverage[toml]` without finding those very
# words in a lock takes the newest version, and refuses it for want of a hash.
set -eu
cd "$(dirname "$0")/.."

if ! uv --version >/dev/null 2>&1; then
    echo "uv is needed to resolve the locks (installing from them does not need it)" >&2
    exit 2
fi

resolve() {
    uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-strip-extras "$@"
}

# A pip of 2023 compares the names of extras to the letter, and lxml's own packages spell this one with a
# hyphen where trafilatura asks for it with an underscore. What the extra stands for is in the lock in any case.
spell_extras() { # LOCK
    sed -i.bak 's/^lxml\[html-clean\]/lxml[html_clean]/' "$1" && rm "$1.bak"
}

build_requires() {
    sed -n '/^\[build-system\]/,/^$/s/^requires = \["\(.*\)"\]$/\1/p' pyproject.toml
    # hatchling asks for it only when it makes an editable installation, as requirements/install.sh does.
    echo editables
}

resolve "$@" pyproject.toml --extra postgres --output-file requirements/runtime.txt
resolve "$@" pyproject.toml --extra postgres --group dev --constraint requirements/runtime.txt \
    --output-file requirements/dev.txt
spell_extras requirements/runtime.txt
spell_extras requirements/dev.txt
build_requires | resolve "$@" - --constraint requirements/dev.txt --output-file requirements/build.txt
