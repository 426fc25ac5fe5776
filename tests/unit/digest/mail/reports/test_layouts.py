import pytest

from digest.mail.reports import layouts


@pytest.mark.parametrize(
    "heading",
    [
        "--- Below this line is a copy of the message.",
        "------ This is a copy of the message, including all the headers. ------",
        "   ----- Unsent message follows -----",
        "----- Original message -----",
        "Original message headers:",
        "Message headers follow.",
        "Received: from a by b; Mon, 6 Jan 2025 07:00:00 +0100",
        "Reporting-MTA: dns; mx.example",
    ],
)
def test_a_report_ends_where_the_copy_of_our_mail_begins(heading: str) -> None:
    assert layouts.without_copy(f"no such user\n{heading}\nours") == "no such user\n"


def test_a_heading_above_everything_ends_nothing() -> None:
    text = "----- Original message could not be delivered -----\nno such user\n"
    assert layouts.without_copy(text) == text


def test_only_a_text_that_is_quoted_as_a_whole_loses_its_marks() -> None:
    assert layouts.unquoted("> a\n> b") == "a\nb"
    transcript = "talking to mx\n>>> DATA\n<<< 550 no\nend"
    assert layouts.unquoted(transcript) == transcript


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("<a@b.example>: host mx said: 550 no", "host mx said: 550 no"),
        ("<a@b.example>:\n550 no", "550 no"),
        ("  a@b.example\n    550 no", "550 no"),
        ("a@b.example [no]", "[no]"),
        ("a@b.example Invalid, 550 no", "Invalid, 550 no"),
        ("<a@b.example>   (a@b.example... no)", "(a@b.example... no)"),
    ],
)
def test_a_recipient_at_the_beginning_of_a_line_comes_with_what_is_said_of_it(text: str, said: str) -> None:
    (passage,) = layouts.passages(f"Sorry.\n\n{text}")
    assert (passage.recipient, passage.said) == ("a@b.example", said)


def test_each_recipient_keeps_what_is_said_of_it() -> None:
    found = layouts.passages("<a@b.example>:\n550 no\n\n<c@d.example>:\n552 full\n")
    assert [(one.recipient, one.said) for one in found] == [
        ("a@b.example", "550 no"),
        ("c@d.example", "552 full"),
    ]


def test_a_transcript_names_recipients_and_their_replies() -> None:
    (asked,) = layouts.transcript(">>> RCPT TO:<a@b.example>\n<<< 550 no\n550 a@b.example... User unknown")
    assert asked.recipient == "a@b.example"
    assert "550 no" in asked.said


def test_sentences_name_a_recipient() -> None:
    assert layouts.phrases("It could not be delivered to: <a@b.example>") == [
        layouts.Passage("a@b.example", "")
    ]
    assert layouts.phrases("the mailboxfull@b.example") == []


def test_the_last_resort_is_an_address_that_is_nobody_of_the_correspondents() -> None:
    text = "we@us.example wrote to a@b.example"
    assert layouts.any_address(text, frozenset({"we@us.example"})) == [layouts.Passage("a@b.example", "")]
    repeated = "To: list@us.example\nSubject: x\n\nno a@b.example here"
    assert layouts.any_address(repeated, frozenset()) == [layouts.Passage("a@b.example", "")]
    assert layouts.any_address("To: a@b.example", frozenset()) == [layouts.Passage("a@b.example", "")]


@pytest.mark.parametrize(
    "said", ["(expanded from: <a@b.example>)", "(ultimately generated from a@b.example)"]
)
def test_the_address_before_a_forwarding_is_the_one_that_we_wrote_to(said: str) -> None:
    assert layouts.written_to(f"c@d.example\n {said}\n550 no") == "a@b.example"
    assert layouts.written_to("550 no (from a@b.example)") == ""


def test_the_line_with_a_reply_is_found_and_lines_are_joined() -> None:
    assert layouts.reply_line("first\nhost said: 550 no\nlast") == "host said: 550 no"
    assert layouts.reply_line("nothing") == ""
    assert layouts.one_line(" a\r\n\tb\x00c ") == "a b c"
