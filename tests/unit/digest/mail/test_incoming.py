import io
from pathlib import Path

import pytest

from digest.mail.incoming import LARGEST, Maildir, StreamStore, open_store

MBOX = (
    b"From daemon Mon Jan  6 07:00:00 2025\nSubject: one\n\nfirst\n>From here on\nFrom nowhere\n\n"
    b"From daemon Mon Jan  6 07:00:01 2025\nSubject: two\n\nsecond\n"
)


@pytest.fixture
def maildir(tmp_path: Path) -> Path:
    for part in ("cur", "new", "tmp"):
        (tmp_path / "box" / part).mkdir(parents=True)
    (tmp_path / "box" / "cur" / "1.a:2,S").write_bytes(b"Subject: old\n\n")
    (tmp_path / "box" / "new" / "2.b").write_bytes(b"Subject: fresh\n\n")
    (tmp_path / "box" / "tmp" / "3.c").write_bytes(b"Subject: half writ")
    return tmp_path / "box"


def names(store) -> list[str]:
    return [mail.name for mail in store.mails()]


def test_a_file_is_one_mail(tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(b"Subject: x\n\nbody")
    (mail,) = open_store(tmp_path / "a.eml").mails()
    assert (mail.name, mail.raw) == ("a.eml", b"Subject: x\n\nbody")


def test_an_mbox_is_many_and_its_marks_are_taken_off() -> None:
    first, second = StreamStore(io.BytesIO(MBOX)).mails()
    assert first.raw == b"Subject: one\n\nfirst\nFrom here on\nFrom nowhere\n\n"
    assert (first.name, second.name, second.raw) == ("-#1", "-#2", b"Subject: two\n\nsecond\n")


def test_an_mbox_of_one_mail_is_that_mail() -> None:
    (mail,) = StreamStore(io.BytesIO(b"From x\nSubject: y\n\nz\n")).mails()
    assert (mail.name, mail.raw) == ("-", b"Subject: y\n\nz\n")


def test_a_folder_is_read_by_name_without_what_is_hidden_or_no_mail(tmp_path: Path) -> None:
    for name in ("b.eml", "a/c.eml", "plain", "labels.json", ".hidden/d.eml", ".e.eml"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"Subject: x\n\n")
    assert names(open_store(tmp_path)) == ["a/c.eml", "b.eml", "plain"]


def test_a_maildir_is_read_without_what_is_still_being_written(maildir: Path) -> None:
    assert names(open_store(maildir)) == ["cur/1.a:2,S", "new/2.b"]
    assert names(Maildir(maildir, only_new=True)) == ["new/2.b"]


def test_what_was_dealt_with_is_marked_as_seen_and_stays(maildir: Path) -> None:
    store = open_store(maildir)
    for mail in store.mails():
        store.settle(mail)
    assert sorted(file.name for file in (maildir / "cur").iterdir()) == ["1.a:2,S", "2.b:2,S"]
    assert list((maildir / "new").iterdir()) == []


def test_dealing_with_a_file_leaves_it_alone(tmp_path: Path) -> None:
    (tmp_path / "a.eml").write_bytes(MBOX)
    store = open_store(tmp_path)
    for mail in store.mails():
        store.settle(mail)
    assert (tmp_path / "a.eml").read_bytes() == MBOX


def test_of_a_huge_mail_the_beginning_is_kept() -> None:
    (mail,) = StreamStore(io.BytesIO(b"Subject: x\n\n" + b"y\n" * LARGEST)).mails()
    assert LARGEST <= len(mail.raw) <= LARGEST + 20
    (boxed, second) = StreamStore(io.BytesIO(b"From a\n" + b"y\n" * LARGEST + b"\nFrom b\nz")).mails()
    assert len(boxed.raw) <= LARGEST + 2
    assert second.raw == b"z"
