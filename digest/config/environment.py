"""Reads settings from environment variables: DIGEST_SECTION__KEY, and DIGEST_…_FILE for secrets.

The environment is handed in; it does not look at the file, which it beats.
"""

from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from digest.config.checks import Unexpected
from digest.config.tables import Key, described
from digest.errors import Fault

PREFIX = "DIGEST_"
_OTHERS = frozenset(
    {"DIGEST_CONFIG", "DIGEST_CORPORA", "DIGEST_DESK_PASSWORD", "DIGEST_TORTURE", "DIGEST_UPDATE_GOLDEN"}
)
_OTHERS_PREFIX = "DIGEST_TEST_"
_FILE = "_FILE"


def environment_name(key: str) -> str:
    """Return the variable of a dotted key: `smtp.port` is DIGEST_SMTP__PORT."""
    return PREFIX + key.upper().replace(".", "__")


def read_environment(
    environ: Mapping[str, str], keys: Mapping[str, Key], faults: list[Fault]
) -> dict[str, Any]:
    """Return the values that the environment sets, under their dotted keys; add the rest to `faults`.

    A fault names the variable where one of the file names the file.
    """
    values = {}
    for name, key in keys.items():
        found = _find(environ, name, key, faults)
        if found is None:
            continue
        variable, written = found
        value = key.from_text(written)
        try:
            values[name] = key.check(value)
        except Unexpected as error:
            faults.append(Fault(variable, name, f"{described(value, key)}: {error}"))
    return values


def unknown_variables(environ: Mapping[str, str], keys: Mapping[str, Key]) -> tuple[str, ...]:
    """Return one sentence for each DIGEST_* variable that sets nothing."""
    known = {environment_name(name) for name in keys}
    known |= {environment_name(name) + _FILE for name, key in keys.items() if key.secret}
    strangers = sorted(
        name
        for name in environ
        if name.startswith(PREFIX) and not name.startswith(_OTHERS_PREFIX) and name not in known | _OTHERS
    )
    return tuple(_warning(name, known) for name in strangers)


def _warning(name: str, known: set[str]) -> str:
    # Without the prefix, which all share and which would make every name look near.
    short = sorted(other.removeprefix(PREFIX) for other in known)
    near = get_close_matches(name.removeprefix(PREFIX), short, n=1)
    hint = f": did you mean {PREFIX}{near[0]}?" if near else ", see docs/settings.md for those that do"
    return f"environment variable {name} sets nothing{hint}"


def _find(environ: Mapping[str, str], name: str, key: Key, faults: list[Fault]) -> tuple[str, str] | None:
    """Return the variable that sets `name` and its text; what a file holds loses its last line end."""
    direct = environment_name(name)
    indirect = direct + _FILE
    if not key.secret or indirect not in environ:
        return (direct, environ[direct]) if direct in environ else None
    if direct in environ:
        faults.append(Fault(indirect, name, f"is set besides {direct}: keep one of the two"))
        return None
    path = environ[indirect]
    try:
        content = Path(path).read_bytes().decode()
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        faults.append(Fault(indirect, name, f"is {path!r}: cannot read that file ({reason})"))
        return None
    return indirect, content.removesuffix("\n").removesuffix("\r")
