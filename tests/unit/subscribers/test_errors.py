"""Errors: they carry what went wrong and say what to do."""

import pytest

from subscribers import errors
from subscribers.errors import (
    AddressRefused,
    AlreadySubscribed,
    FileRefused,
    ListChanged,
    NotWelcome,
    SubscribersError,
    UnknownSubscriber,
    ValueRefused,
)


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (AddressRefused("zoe@", "it has no dot"), "'zoe@' is not an address to write to: it has no dot"),
        (ValueRefused("themes", "sport", "unknown theme 'sport'"), "unknown theme 'sport'"),
        (UnknownSubscriber("zoe@example.org"), "check its spelling, or add it first"),
        (AlreadySubscribed("zoe@example.org"), "is on the list already: to change"),
        (NotWelcome("zoe@example.org", "erased"), "'zoe@example.org' was not added: erased"),
        (FileRefused("the file is empty"), "the file is empty; nothing was imported"),
        (FileRefused("a mark", line=7), "line 7: a mark; nothing was imported"),
        (ListChanged(), "nothing was imported: run it again"),
    ],
)
def test_an_error_says_what_happened_and_what_to_do(error: SubscribersError, said: str) -> None:
    assert said in str(error)


def test_every_error_is_one_of_ours_and_stands_in_the_tree() -> None:
    found = {
        name
        for name, value in vars(errors).items()
        if isinstance(value, type) and issubclass(value, Exception)
    }
    assert found
    for name in found:
        assert issubclass(getattr(errors, name), SubscribersError)
        assert name in (errors.__doc__ or "")
