from digest.mail.reports.machine import address, addresses, blocks, loose_fields, recipients


def test_fields_are_unfolded_and_blocks_stay_apart() -> None:
    found = blocks("A: one\n  two\n\nB: three\nb: four\n")
    assert found == [{"a": ["one two"]}, {"b": ["three", "four"]}]
    assert loose_fields("A: one\n\nA: two\nB: three") == {"a": "one", "b": "three"}


def test_a_recipient_is_read_with_its_status_and_the_words_beside_it() -> None:
    (found,) = recipients(
        "Final-Recipient: RFC822;<ana@example.org>\nAction: Failed (bad)\n"
        "Status: 5.1.1 (no such user)\nDiagnostic-Code: SMTP; 550 5.1.1 unknown"
    )
    assert (found.final, found.action, found.status, found.comment) == (
        "ana@example.org",
        "failed",
        "5.1.1",
        "no such user",
    )
    assert (found.kind, found.diagnostic) == ("smtp", "550 5.1.1 unknown")


def test_words_that_hold_a_semicolon_are_not_taken_for_a_type() -> None:
    (found,) = recipients("Final-Recipient: a@b.example\nDiagnostic-Code: 550 gone; see the help")
    assert (found.kind, found.diagnostic) == ("", "550 gone; see the help")


def test_recipients_without_a_blank_line_between_them_are_told_apart() -> None:
    found = recipients(
        "Final-Recipient: rfc822; a@b.example\nStatus: 5.1.1\nFinal-Recipient: rfc822; c@d.example\nStatus: 5.2.2"
    )
    assert [(one.final, one.status) for one in found] == [("a@b.example", "5.1.1"), ("c@d.example", "5.2.2")]


def test_a_status_of_success_is_no_status_of_failure() -> None:
    (found,) = recipients("Final-Recipient: rfc822; a@b.example\nAction: delivered\nStatus: 2.0.0")
    assert (found.action, found.status) == ("delivered", "2.0.0")


def test_addresses_are_found_in_what_reports_put_around_them() -> None:
    assert address("rfc822; <ana@example.org>") == "ana@example.org"
    assert address('rfc822;"odd name"@example.org') == '"odd name"@example.org'
    assert address("rfc822; root") == ""
    assert address("rfc822; list=bounce@example.org") == "list=bounce@example.org"
    assert addresses("dda:SMTP=a@b.example; on Monday") == ["a@b.example"]
    assert addresses("to <a@b.example>, (c@d.example). A@b.example") == [
        "a@b.example",
        "c@d.example",
        "A@b.example",
    ]
