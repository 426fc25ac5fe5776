import pytest

from digest.errors import (
    ApprovalMissing,
    DigestError,
    IllegalTransition,
    NotReady,
    RelayUnavailable,
    StorageBusy,
    StorageFull,
    StorageReadOnly,
    TemplateBroken,
    UnknownName,
)
from digest.web.problems import status_of


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (UnknownName("newsletter", "hebdo"), 404),
        (NotReady("there is no newsroom yet"), 409),
        (IllegalTransition("edition", "sending", "hold"), 409),
        (ApprovalMissing("quotidienne/2026-11-23"), 409),
        (StorageBusy("held"), 503),
        (StorageFull("full"), 503),
        (RelayUnavailable("down"), 503),
        (StorageReadOnly("read-only"), 500),
        (TemplateBroken("body.html", "line 3"), 500),
        (DigestError("something"), 500),
    ],
)
def test_an_error_comes_to_the_status_that_says_whose_turn_it_is(error: DigestError, status: int) -> None:
    assert status_of(error) == status
