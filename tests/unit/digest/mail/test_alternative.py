"""The frame around the two parts."""

from email import message_from_bytes
from email.policy import SMTP

from digest.mail import alternative


def test_the_frame_holds_two_parts_exactly():
    boundary = alternative.boundary("seed")
    data = (
        "".join(f"{field}\r\n" for field in alternative.mime_fields(boundary)).encode()
        + b"\r\n"
        + alternative.before_text(boundary)
        + b"text"
        + alternative.before_html(boundary)
        + b"<p>html</p>\r\n"
        + alternative.after_html(boundary)
    )
    message = message_from_bytes(data, policy=SMTP)
    assert message.defects == []
    assert [part.get_content() for part in message.iter_parts()] == ["text", "<p>html</p>\r\n"]
    assert all(len(line) <= 76 for line in data.split(b"\r\n"))


def test_a_boundary_follows_from_its_seed_and_cannot_occur_in_quoted_printable():
    assert alternative.boundary("a") == alternative.boundary("a") != alternative.boundary("b")
    assert alternative.boundary("a").startswith("=_")
