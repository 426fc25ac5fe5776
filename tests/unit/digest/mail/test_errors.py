import pytest

from digest.domain.delivery import Reply
from digest.errors import DigestError, RelayRefused, RelayUnavailable
from digest.mail import errors

REPLY = Reply(code=421, enhanced="4.3.2", text="shutting down")


@pytest.mark.parametrize(
    ("error", "kind", "exit_code"),
    [
        (errors.RelayUnreachable("relay:25", "connection refused"), RelayUnavailable, 75),
        (errors.RelayBusy("relay:25", REPLY), RelayUnavailable, 75),
        (errors.ClientRefused("relay:25", REPLY), RelayRefused, 1),
        (errors.TlsRefused("relay:25", "connection refused"), RelayRefused, 1),
        (errors.LoginRefused("relay:25", "digest", "connection refused"), RelayRefused, 1),
    ],
)
def test_each_says_where_what_and_whether_to_come_back(
    error: DigestError, kind: type[DigestError], exit_code: int
) -> None:
    assert isinstance(error, kind)
    assert error.exit_code == exit_code
    assert "relay:25" in str(error)
    assert "shutting down" in str(error) or "connection refused" in str(error)
