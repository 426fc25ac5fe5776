import pytest

from digest.domain.feedback import Cause
from digest.mail.reports.causes import RULES, cause_of, phase_of, reply_of, rule_for, status_of
from digest.mail.reports.model import Evidence, Phase

C = Cause


@pytest.mark.parametrize(
    ("said", "cause"),
    [
        ("550 5.7.26 this mail failed the dmarc check", C.AUTHENTICATION),
        ("550 the ip address has no ptr record", C.NO_REVERSE_NAME),
        ("554 too many hops", C.NETWORK),
        ("550 the message contains a virus", C.VIRUS),
        ("451 too many connections from your host", C.RATE),
        ("552 message size exceeds fixed limit", C.TOO_BIG),
        ("550 this looks like spam to us", C.SPAM),
        ("554 rejected for policy reasons", C.POLICY),
        ("550 attachments of this type are not allowed", C.CONTENT),
        ("452 4.2.2 the mailbox of this user is full", C.FULL),
        ("552 user is over quota", C.FULL),
        ("550 la boîte du destinataire est pleine", C.FULL),
        ("550 this account has been disabled", C.DISABLED),
        ("554 relay access denied", C.RELAYING),
        ("421 rejected: poor reputation", C.REPUTATION),
        ("554 your ip is listed on a blocklist", C.BLOCKED),
        ("553 sender address rejected: domain not found", C.SENDER_REJECTED),
        ("556 domain does not accept mail", C.TAKES_NO_MAIL),
        ("551 the user has moved, no forwarding address", C.MOVED),
        ("host or domain name not found", C.UNKNOWN_HOST),
        ("message expired after 5 days in the queue", C.EXPIRED),
        ("connection timed out", C.EXPIRED),
        ("local delivery failed: command died with status 1", C.MAILBOX_PROGRAM),
        ("451 internal server error", C.SYSTEM),
        ("550 no such user here", C.UNKNOWN_USER),
        ("550 adresse destinataire inconnue", C.UNKNOWN_USER),
        ("550 empfänger unbekannt", C.UNKNOWN_USER),
        ("550 el buzón no existe", C.UNKNOWN_USER),
        ("your mail was rejected due to spam; set up spf", C.SPAM),
        ("550 refused due to recipient preferences", C.FILTERED),
        ("554 headers are not rfc 5322 compliant", C.STANDARDS),
        ("552 mailbox size limit exceeded", C.FULL),
        ("550 5.4.1 recipient address rejected: access denied", C.UNKNOWN_USER),
        ("550 192.0.2.1 is listed in a black list", C.BLOCKED),
        ("550-5.7.1 messages with multiple 550 5.7.1 addresses in from are not accepted", C.STANDARDS),
        ("recipient address rejected: on hold", C.UNDEFINED),
        ("host not found, try again", C.NETWORK),
        ("530 5.7.0 must issue a starttls command first", C.SECURITY),
        ("503 bad sequence of commands", C.SYNTAX),
    ],
)
def test_what_servers_say_has_a_cause(said: str, cause: Cause) -> None:
    rule = rule_for(said)
    assert rule is not None
    assert rule.cause is cause, rule.name


def test_each_rule_has_a_name_of_its_own() -> None:
    assert len({rule.name for rule in RULES}) == len(RULES)


def test_words_that_say_nothing_find_no_rule() -> None:
    assert rule_for("550 no") is None
    assert rule_for("") is None


@pytest.mark.parametrize(
    ("text", "status", "reply"),
    [
        ("smtp; 550 5.1.1 <a@b>: unknown", "5.1.1", "550"),
        ("550-5.0.0 first 550 5.7.1 second", "5.7.1", "550"),
        ("host 192.0.2.1 said: 450 later", "", "450"),
        ("queued as 4502211, 250 2.0.0 ok", "", ""),
        ("from 10.5.1.1 nothing", "", ""),
    ],
)
def test_codes_are_found_and_other_numbers_are_none(text: str, status: str, reply: str) -> None:
    assert (status_of(text), reply_of(text)) == (status, reply)


@pytest.mark.parametrize(
    ("text", "phase"),
    [
        ("550 no (in reply to RCPT TO command)", Phase.RECIPIENT),
        ("550 no (in reply to end of DATA command)", Phase.DATA),
        ("error from remote mail server after MAIL FROM:<a@b>", Phase.SENDER),
        ("host mx refused to talk to me: 554 no", Phase.CONNECT),
        (">>> DATA\n<<< 550 no\n<<< 554 no valid recipients", Phase.RECIPIENT),
        ("nothing of the kind", Phase.UNKNOWN),
    ],
)
def test_the_place_in_the_dialogue_is_read_off_the_report(text: str, phase: Phase) -> None:
    assert phase_of(text) is phase


UNKNOWN = "550 user unknown"


@pytest.mark.parametrize(
    ("evidence", "cause"),
    [
        (Evidence(words=[UNKNOWN], reply="550", phase=Phase.RECIPIENT), C.UNKNOWN_USER),
        (Evidence(words=[UNKNOWN], status="5.1.1", phase=Phase.DATA), C.UNKNOWN_USER),
        (Evidence(words=["unknown user"], told="There is no such user here."), C.UNKNOWN_USER),
        (Evidence(words=["550 <a@b.example>: user unknown"], reply="550"), C.UNKNOWN_USER),
        (Evidence(words=[UNKNOWN], reply="550"), C.FILTERED),
        (Evidence(words=[UNKNOWN], reply="550", phase=Phase.DATA), C.FILTERED),
        (Evidence(words=[UNKNOWN], reply="550", phase=Phase.SENDER), C.SENDER_REJECTED),
        (Evidence(words=[UNKNOWN], reply="550", phase=Phase.CONNECT), C.BLOCKED),
        (Evidence(words=[UNKNOWN, "the account is disabled"], phase=Phase.RECIPIENT), C.DISABLED),
        (Evidence(words=["551 no such user"], reply="551", phase=Phase.RECIPIENT), C.MOVED),
    ],
)
def test_an_unknown_user_wants_proof_before_it_is_one(evidence: Evidence, cause: Cause) -> None:
    assert cause_of(evidence)[0] is cause


@pytest.mark.parametrize(
    ("evidence", "cause"),
    [
        (Evidence(words=["550 no"], status="5.1.2", reply="550"), C.UNKNOWN_HOST),
        (Evidence(words=["550 no"], status="5.2.2", reply="550"), C.FULL),
        (Evidence(words=["550 no"], status="5.7.99", reply="550"), C.SECURITY),
        (Evidence(words=["503 no"], status="5.5.1", reply="503"), C.SYNTAX),
        (Evidence(words=["550 no"], status="5.0.0", reply="550", phase=Phase.RECIPIENT), C.UNDEFINED),
        (Evidence(words=["451 no"], status="4.7.1", reply="451"), C.BLOCKED),
        (Evidence(words=["host not found"], status="4.4.3"), C.NETWORK),
        (Evidence(words=["450 no"], reply="450", phase=Phase.RECIPIENT), C.NETWORK),
        (Evidence(words=["554 no"], reply="554", phase=Phase.CONNECT), C.BLOCKED),
        (Evidence(words=["550 no"], reply="550", phase=Phase.SENDER), C.SENDER_REJECTED),
        (Evidence(words=["552 no"], reply="552"), C.FULL),
        (Evidence(words=[]), C.UNDEFINED),
    ],
)
def test_where_the_words_say_nothing_the_codes_decide(evidence: Evidence, cause: Cause) -> None:
    assert cause_of(evidence)[0] is cause
