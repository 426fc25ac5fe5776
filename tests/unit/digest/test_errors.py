import inspect
import re

import pytest

from digest import errors
from digest.errors import (
    ApprovalMissing,
    ConfigurationError,
    DigestError,
    Fault,
    IllegalTransition,
    MailboxUnavailable,
    NotPrinted,
    NotReady,
    Overtaken,
    RelayRefused,
    RelayUnavailable,
    SiteUnreadable,
    SourceKnown,
    StorageBusy,
    StorageError,
    StorageFull,
    StorageOutdated,
    StorageReadOnly,
    TemplateBroken,
    UnknownItem,
    UnknownName,
)

EXIT = {
    DigestError: 1,
    ConfigurationError: 2,
    UnknownName: 2,
    UnknownItem: 2,
    NotPrinted: 2,
    NotReady: 1,
    IllegalTransition: 1,
    ApprovalMissing: 1,
    Overtaken: 1,
    TemplateBroken: 1,
    SiteUnreadable: 1,
    SourceKnown: 2,
    StorageError: 1,
    StorageBusy: 75,
    StorageFull: 75,
    StorageReadOnly: 1,
    StorageOutdated: 1,
    RelayRefused: 1,
    RelayUnavailable: 75,
    MailboxUnavailable: 75,
}
"""What scripts rely on: 1 failure, 2 usage or configuration, 75 try again later."""


def public_errors() -> set[type[BaseException]]:
    return {found for _, found in inspect.getmembers(errors, inspect.isclass) if issubclass(found, Exception)}


def test_every_error_ends_the_command_line_with_its_value() -> None:
    assert {found: found.exit_code for found in public_errors()} == EXIT


def test_the_tree_in_the_docstring_is_the_tree_in_the_code() -> None:
    drawn: dict[str, str] = {}
    path: list[str] = ["DigestError"]
    for line in (errors.__doc__ or "").splitlines():
        found = re.match(r"    ((?:│   |    )*)[├└]── (\w+)", line)
        if found:
            depth = len(found[1]) // 4
            path[depth + 1 :] = [found[2]]
            drawn[found[2]] = path[depth]
    assert drawn == {
        found.__name__: found.__base__.__name__ for found in public_errors() if found is not DigestError
    }


def test_faults_are_told_all_at_once_each_with_its_place() -> None:
    error = ConfigurationError(
        [Fault("digest.toml", "smtp.port", "is no port"), Fault("x.toml", "", "no file")]
    )
    assert str(error) == "digest.toml: smtp.port: is no port\nx.toml: no file"
    assert [fault.key for fault in error.faults] == ["smtp.port", ""]


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (UnknownName("source", "sit", ["site", "fil"]), "no source named 'sit' (known: site, fil)"),
        (UnknownName("source", "sit"), "no source named 'sit'"),
        (IllegalTransition("this edition", "draft", "finish"), "this edition is draft: it cannot finish"),
        (TemplateBroken("subject", "unknown name"), "template subject: unknown name"),
    ],
)
def test_a_message_names_what_was_found(error: DigestError, said: str) -> None:
    assert str(error) == said


def test_what_was_overtaken_says_how_to_catch_up() -> None:
    error = Overtaken("q/2026-11-23", 1, "digest compose q --date 2026-11-23")
    assert str(error).startswith("1 item of it went out in another edition since q/2026-11-23 was composed")
    assert "`digest compose q --date 2026-11-23`" in str(error)


def test_a_missing_approval_says_how_to_give_it() -> None:
    assert "digest approve quotidienne/2026-11-23" in str(ApprovalMissing("quotidienne/2026-11-23"))
