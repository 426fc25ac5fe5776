#!/bin/sh
# Install what stands in requirements/node into .node, at the versions and hashes of its lock:
#
#     requirements/install_node.sh
#
# It is there to look at mails with (make conformance-mail), and Digest itself needs none of it. So a machine
# that cannot install it is told so and goes on: the tests that need it are skipped, saying so.
set -eu
cd -P "$(dirname "$0")/.."

fingerprint=$(cat requirements/node/*.json requirements/install_node.sh | cksum)
if [ "$(cat .node/installed 2>/dev/null)" = "$fingerprint" ]; then
    exit 0
fi
if ! npm --version >/dev/null 2>&1; then
    echo "No npm here: the checks by axe-core and html-validate are skipped. Debian/Ubuntu: sudo apt install npm" >&2
    exit 0
fi
echo "Installing into .node: requirements/node" >&2
# A folder of an earlier lock would be taken for this one.
rm -rf .node
mkdir .node
cp requirements/node/*.json .node
if (cd .node && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error >&2); then
    printf '%s\n' "$fingerprint" >.node/installed
else
    rm -rf .node
    echo "npm could not install: the checks by axe-core and html-validate are skipped" >&2
fi
