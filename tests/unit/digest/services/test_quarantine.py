from pathlib import Path

from digest.services.quarantine import fingerprint_of, put_aside

MAIL = b"Message-ID: <1@mx.example>\nSubject: failure\n\nno such user\n"


def test_a_copy_is_known_again_whatever_servers_wrote_on_top() -> None:
    copies = (
        b"Received: by x\n" + MAIL,
        MAIL.replace(b"\n", b"\r\n"),
        MAIL.replace(b"\n", b"\r"),
        MAIL + b"\n\n",
        MAIL.replace(b"ID: <", b"ID:\n <"),
    )
    assert {fingerprint_of(copy) for copy in copies} == {fingerprint_of(MAIL)}


def test_another_mail_is_another() -> None:
    others = (
        MAIL.replace(b"<1@", b"<2@"),
        MAIL + b"really\n",
        MAIL.replace(b"Message-ID", b"X-Id"),
        b"",
        b"x",
    )
    assert len({fingerprint_of(mail) for mail in (MAIL, *others)}) == 6


def test_a_mail_without_an_id_is_known_by_all_of_it() -> None:
    assert fingerprint_of(b"Subject: a\n\nx") != fingerprint_of(b"Subject: b\n\nx")


def test_what_is_put_aside_is_its_owners_alone_and_there_once(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "quarantine"
    place = put_aside(folder, "f00", b"\xff\x00")
    assert put_aside(folder, "f00", b"\xff\x00") == place
    assert [file.name for file in folder.iterdir()] == ["f00.eml"]
    assert place.read_bytes() == b"\xff\x00"
    assert (place.stat().st_mode & 0o077, folder.stat().st_mode & 0o077) == (0, 0)
