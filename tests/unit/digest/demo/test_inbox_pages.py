"""The pages of the inbox show every mail and run nothing of it."""

import pytest

from digest.demo.inbox_pages import LISTED, answer_from
from digest.demo.loopback import Request, Response
from digest.demo.mailbox import Mailbox

HOSTILE = (
    b'Subject: <script>alert(1)</script>\r\nFrom: "><img src=x>" <a@b>\r\n'
    b"Content-Type: multipart/alternative; boundary=b\r\n\r\n"
    b"--b\r\nContent-Type: text/plain\r\n\r\n</pre><script>alert(2)</script>\r\n"
    b"--b\r\nContent-Type: text/html\r\n\r\n<h1>Hi</h1><script>alert(3)</script>\r\n--b--\r\n"
)


@pytest.fixture
def mailbox(tmp_path) -> Mailbox:
    return Mailbox(tmp_path)


def get(mailbox: Mailbox, path: str, **query: str) -> Response:
    return answer_from(mailbox)(Request(path=path, query=query, headers={}))


def test_an_empty_inbox_says_so(mailbox):
    response = get(mailbox, "/")
    assert response.status == 200
    assert b"Nothing yet" in response.body


def test_the_newest_mail_stands_first(mailbox):
    mailbox.keep("", "a@example.org", b"Subject: older\r\n\r\n")
    mailbox.keep("", "b@example.org", b"Subject: newer\r\n\r\n")
    body = get(mailbox, "/").body.decode()
    assert body.index("newer") < body.index("older")
    assert "to b@example.org" in body


def test_a_long_list_is_cut_and_says_how_many_are_left(mailbox):
    for number in range(LISTED + 3):
        mailbox.keep("", "a@example.org", f"Subject: no. {number}\r\n\r\n".encode())
    body = get(mailbox, "/").body.decode()
    assert body.count("<li>") == LISTED
    assert "3 older ones" in body


def test_what_a_mail_says_is_text_on_our_pages(mailbox):
    mailbox.keep("", '"<b>"@example.org', HOSTILE)
    for path in ("/", "/1"):
        body = get(mailbox, path).body.decode()
        assert "<script" not in body
        assert "<img" not in body
        assert "<b>" not in body
    assert "&lt;script&gt;alert(2)" in get(mailbox, "/1").body.decode()


def test_the_html_part_is_sandboxed_by_the_frame_and_by_its_own_policy(mailbox):
    mailbox.keep("", "a@example.org", HOSTILE)
    assert b'sandbox="allow-popups allow-popups-to-escape-sandbox" src="/1/html"' in get(mailbox, "/1").body
    response = get(mailbox, "/1/html")
    policy = dict(response.headers)["Content-Security-Policy"]
    assert policy.startswith("sandbox ")
    assert "default-src 'none'" in policy
    assert "script" not in policy
    assert "allow-same-origin" not in policy
    assert b"<h1>Hi</h1>" in response.body


def test_our_own_pages_allow_no_script_at_all(mailbox):
    policy = dict(get(mailbox, "/").headers)["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy


def test_the_source_is_a_download_of_the_very_file(mailbox):
    path = mailbox.keep("", "a@example.org", HOSTILE)
    response = get(mailbox, "/1/raw")
    assert response.body == path.read_bytes()
    assert response.content_type == "message/rfc822"
    assert dict(response.headers)["Content-Disposition"] == f'attachment; filename="{path.name}"'


def test_a_mail_knows_its_neighbours_and_two_widths(mailbox):
    for number in range(3):
        mailbox.keep("", "a@example.org", f"Subject: {number}\r\nContent-Type: text/html\r\n\r\n<p>".encode())
    body = get(mailbox, "/2").body.decode()
    assert 'href="/3" rel="prev"' in body
    assert 'href="/1" rel="next"' in body
    assert 'class="phone"' not in body
    assert 'class="phone"' in get(mailbox, "/2", width="phone").body.decode()


def test_a_mail_without_parts_says_so(mailbox):
    mailbox.keep("", "a@example.org", b"Content-Type: image/png\r\n\r\nxx")
    assert b"neither an HTML nor a text part" in get(mailbox, "/1").body


@pytest.mark.parametrize("path", ["/7", "/1/nothing", "/../1", "/1/html/x", "/x"])
def test_what_is_not_there_is_not_found(mailbox, path):
    mailbox.keep("", "a@example.org", HOSTILE)
    assert get(mailbox, path).status == 404
