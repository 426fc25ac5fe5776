import pytest

from digest.domain.feedback import Action, Cause, action_for, is_hard


def test_each_cause_is_somebodys_business() -> None:
    assert {action_for(cause) for cause in Cause} == set(Action)


@pytest.mark.parametrize("cause", Cause)
def test_only_an_address_that_is_wrong_is_hard(cause: Cause) -> None:
    assert is_hard(cause) == (
        cause in {Cause.UNKNOWN_USER, Cause.UNKNOWN_HOST, Cause.MOVED, Cause.TAKES_NO_MAIL}
    )
