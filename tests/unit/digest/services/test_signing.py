"""What receivers need in order to recognise our mail is looked at, and what is missing is said in words."""

from dataclasses import replace

import pytest

from digest.errors import ConfigurationError, Fault
from digest.mail.dkim import Signer
from digest.mail.dkim_record import record_name, record_value
from digest.services.signing import Signing, examine_signing, sender_domains
from tests.factories import NEWSROOM
from tests.fakes.dkim_keys import signer
from tests.fakes.names import MemoryResolver

SIGNER = signer("news.example")
DKIM = {record_name(key, "news.example"): (record_value(key),) for key in SIGNER.keys}
DMARC = {"_dmarc.news.example": ("v=DMARC1; p=none",)}
SPF = {"news.example": ("something=else", "v=spf1 mx -all")}


def found(
    resolver: MemoryResolver,
    senders: dict[str, str] | None = None,
    by: Signer = SIGNER,
    return_path_domain: str = "",
) -> dict[str, tuple[bool, str]]:
    signing = Signing(open_signer=lambda: by, resolver=resolver, return_path_domain=return_path_domain)
    findings = examine_signing(signing, senders or {"quotidienne": "news.example"})
    return {finding.check: (finding.ok, finding.message) for finding in findings}


def test_what_is_published_passes_everywhere() -> None:
    assert found(MemoryResolver(DKIM | DMARC | SPF)) == {
        "dkim r1": (True, "rsa, 2048 bits, published at r1._domainkey.news.example"),
        "dkim e1": (True, "ed25519, 256 bits, published at e1._domainkey.news.example"),
        "dkim for quotidienne": (True, "news.example is signed for by news.example"),
        "dmarc news.example": (True, "v=DMARC1; p=none"),
        "spf news.example": (True, "v=spf1 mx -all"),
    }


def test_what_is_missing_says_where_to_publish_what() -> None:
    wrong = {check: message for check, (ok, message) in found(MemoryResolver()).items() if not ok}
    assert set(wrong) == {"dkim r1", "dkim e1", "dmarc news.example", "spf news.example"}
    assert wrong["dkim r1"].startswith(
        "r1._domainkey.news.example: nothing is there: publish what `digest dkim"
    )
    assert "_dmarc.news.example" in wrong["dmarc news.example"]
    assert "v=spf1" in wrong["spf news.example"]


def test_a_name_server_that_does_not_answer_is_no_missing_record() -> None:
    resolver = MemoryResolver(DKIM | DMARC | SPF)
    silent = "no name server answered within 5 s"
    names = ["r1._domainkey.news.example", "_dmarc.news.example", "news.example"]
    resolver.faults = dict.fromkeys(names, silent)
    wrong = {check: message for check, (ok, message) in found(resolver).items() if not ok}
    assert wrong == {
        "dkim r1": f"r1._domainkey.news.example: {silent}",
        "dmarc news.example": silent,
        "spf news.example": silent,
    }


def test_a_short_key_is_worth_a_word_though_it_is_published() -> None:
    short = replace(SIGNER, keys=(replace(SIGNER.keys[0], bits=1024),))
    ok, message = found(MemoryResolver(DKIM), by=short)["dkim r1"]
    assert (ok, "1024 bits are few" in message) == (False, True)


@pytest.mark.parametrize(
    ("sender", "fits"),
    [
        ("news.example", True),
        ("lettres.news.example", True),
        ("example", True),
        ("other.example", False),
        ("oldnews.example", False),
        ("news.example.org", False),
    ],
)
def test_a_signature_fits_a_sender_of_its_domain_or_one_above_or_below(sender: str, fits: bool) -> None:
    ok, message = found(MemoryResolver(), {"hebdo": sender})["dkim for hebdo"]
    assert (ok, "DMARC does not count" in message) == (fits, not fits)


def test_the_nearest_dmarc_record_above_the_sender_counts() -> None:
    resolver = MemoryResolver(DMARC)
    checks = found(resolver, {"hebdo": "lettres.paris.news.example"})
    assert checks["dmarc lettres.paris.news.example"] == (True, "v=DMARC1; p=none")
    asked = [name for name in resolver.asked if name.startswith("_dmarc.")]
    assert asked == [
        "_dmarc.lettres.paris.news.example",
        "_dmarc.paris.news.example",
        "_dmarc.news.example",
    ]
    assert "_dmarc.example" not in resolver.asked


def test_several_records_count_as_none() -> None:
    twice = {"_dmarc.news.example": DMARC["_dmarc.news.example"] * 2, "news.example": ("v=spf1 -all",) * 2}
    checks = found(MemoryResolver(twice))
    assert checks["dmarc news.example"] == (
        False,
        "2 DMARC records are there, which counts as none: leave one",
    )
    assert checks["spf news.example"] == (False, "2 SPF records are there, which counts as none: leave one")


def test_spf_belongs_to_the_domain_of_the_envelope() -> None:
    resolver = MemoryResolver({"bounces.example": ("v=spf1 a -all",)})
    checks = found(resolver, return_path_domain="bounces.example")
    assert checks["spf bounces.example"] == (True, "v=spf1 a -all")
    assert "news.example" not in resolver.asked


def test_two_newsletters_of_one_domain_are_looked_up_once() -> None:
    resolver = MemoryResolver(DKIM | DMARC | SPF)
    checks = found(resolver, {"quotidienne": "news.example", "hebdo": "news.example"})
    assert {"dkim for quotidienne", "dkim for hebdo"} < set(checks)
    assert len(resolver.asked) == len(set(resolver.asked))


def test_where_the_relay_signs_nobody_is_asked() -> None:
    resolver = MemoryResolver()
    signing = Signing(open_signer=lambda: None, resolver=resolver, return_path_domain="b.example")
    assert list(examine_signing(signing, {"quotidienne": "news.example"})) == []
    assert resolver.asked == []


def test_keys_that_cannot_be_read_are_told_in_their_own_words() -> None:
    def missing() -> Signer:
        raise ConfigurationError([Fault("dkim.pem", "", "there is no such file")])

    signing = Signing(open_signer=missing, resolver=MemoryResolver(), return_path_domain="")
    (finding,) = examine_signing(signing, {})
    assert (finding.check, finding.ok, finding.message) == ("dkim", False, "dkim.pem: there is no such file")


def test_a_newsletter_is_sent_from_the_domain_of_its_address() -> None:
    assert sender_domains(NEWSROOM) == {"quotidienne": "news.example"}
