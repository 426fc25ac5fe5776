from dataclasses import replace
from datetime import timedelta

from digest.errors import RelayRefused, StorageReadOnly
from digest.mail.dkim_record import record_name, record_value
from digest.services.doctor import Records, examine
from digest.services.signing import Signing
from digest.storage.engine import Database
from tests.factories import NEWSROOM, PUBLICATION, SITE, WIRE, content
from tests.fakes.dkim_keys import signer
from tests.fakes.names import MemoryResolver
from tests.fakes.world import World

HTTPS = "https://letters.example"
INTERVAL = timedelta(minutes=15)


UNSIGNED = Signing(open_signer=lambda: None, resolver=MemoryResolver(), return_path_domain="")


def found(world: World, base_url: str = HTTPS, signing: Signing | None = None) -> dict[str, tuple[bool, str]]:
    findings = examine(lambda: world.house.means, world.house.relay, base_url, INTERVAL, signing or UNSIGNED)
    return {finding.check: (finding.ok, finding.message) for finding in findings}


def test_a_house_in_order_passes_everywhere_and_nobody_is_mailed(each_world: World) -> None:
    each_world.apply()
    each_world.gather(content())
    each_world.subscribe("a@example.org")
    checks = found(each_world)
    assert {check: ok for check, (ok, _) in checks.items()} == dict.fromkeys(
        ("database", "newsroom", "source site", "source fil", "newsletter quotidienne", "relay", "links"),
        True,
    )
    assert checks["newsletter quotidienne"][1] == "1 subscribers"
    assert each_world.reached == []
    assert not any(connection.open for connection in each_world.relay.connections)


def test_whatever_is_missing_says_what_to_run(world: World) -> None:
    assert found(world)["newsroom"] == (
        False,
        "there is no newsroom yet: write newsroom.toml and run `digest apply newsroom.toml`",
    )
    world.apply(replace(NEWSROOM, publication=replace(PUBLICATION, postal_address="")))
    checks = found(world, "http://127.0.0.1:8000")
    failing = {check: message for check, (ok, message) in checks.items() if not ok}
    assert set(failing) == {"publication", "newsletter quotidienne", "links"}
    assert "digest subscribers import" in failing["newsletter quotidienne"]
    assert "one-click" in failing["links"]
    assert "digest gather" in checks["source site"][1]


def test_a_failing_source_and_a_relay_that_refuses_us_are_told_in_their_own_words(world: World) -> None:
    world.apply()
    list(world.house.gatherer.gather())
    world.relay.fail_to_connect(RelayRefused("the relay refuses the login of 'digest'"))
    checks = found(world)
    assert checks["source site"] == (False, "https://news.example/feed/ answered 404")
    assert checks["relay"] == (False, "the relay refuses the login of 'digest'")


def test_a_database_that_cannot_be_opened_does_not_hide_what_else_is_wrong(world: World) -> None:
    def shut() -> Records:
        raise StorageReadOnly("var cannot be written")

    world.relay.fail_to_connect(RelayRefused("the relay refuses the login of 'digest'"))
    findings = examine(shut, world.house.relay, HTTPS, INTERVAL, UNSIGNED)
    assert {finding.check: finding.ok for finding in findings} == {
        "database": False,
        "relay": False,
        "links": True,
    }


def test_a_paused_source_is_in_order_and_an_alarm_is_not(world: World) -> None:
    world.apply(replace(NEWSROOM, sources=(SITE, replace(WIRE, paused=True))))
    world.gather(content())
    world.clock.advance(hours=3)
    checks = found(world)
    assert checks["source fil"] == (True, "paused: `digest source resume fil` has it read again")
    assert checks["source site"] == (False, "not read since 2026-11-23 13:00")


def test_a_database_that_cannot_be_written_is_found_out(world: World) -> None:
    world.apply()
    read_only = Database(f"sqlite:///file:{world.database.url.database}?mode=ro&uri=true")
    ok, message = found(World(read_only))["database"]
    read_only.close()
    assert not ok
    assert "cannot be written" in message


def test_where_we_sign_the_keys_in_dns_are_looked_at_for_every_newsletter(world: World) -> None:
    world.apply()
    by = signer("news.example")
    published = {record_name(key, by.domain): (record_value(key),) for key in by.keys}
    resolver = MemoryResolver(published | {"_dmarc.news.example": ("v=DMARC1; p=none",)})
    signing = Signing(open_signer=lambda: by, resolver=resolver, return_path_domain="b.news.example")
    checks = found(world, signing=signing)
    assert [(check, ok) for check, (ok, _) in checks.items()][-5:] == [
        ("dkim r1", True),
        ("dkim e1", True),
        ("dkim for quotidienne", True),
        ("dmarc news.example", True),
        ("spf b.news.example", False),
    ]
