"""Commands on the signature of our mail: make its keys, print their DNS records, see whether they are there."""

from pathlib import Path

import typer

from digest.cli.context import JsonOption, house
from digest.cli.findings import tell
from digest.cli.output import print_json_lines, say
from digest.config.settings import MailSettings
from digest.errors import ConfigurationError, Fault
from digest.mail.dkim import Signer
from digest.mail.dkim_record import record_name, record_strings, record_value, zone_line
from digest.services.signing import examine_signing, sender_domains
from digest.storage.newsroom import load_newsroom

app = typer.Typer(help="The signature of our mail (DKIM).", no_args_is_help=True)


@app.command()
def keygen(context: typer.Context) -> None:
    """Make the keys that mail.dkim_selector names: RSA for one, Ed25519 for a second. Never over a file that exists."""
    # Only this command and whoever signs need the library of keys.
    from digest.mail.dkim_keys import KINDS, write_new_keys  # noqa: PLC0415

    mail = house(context).settings.mail
    kinds = KINDS[: len(mail.dkim_selectors)]
    if not kinds or len(mail.dkim_selectors) > len(KINDS):
        raise ConfigurationError([_fault(mail)])
    write_new_keys(Path(mail.dkim_key_file), kinds)
    say(f"{mail.dkim_key_file}: {' and '.join(kinds)}, for its owner alone; keep a copy in a safe place")
    say("next: publish what `digest dkim record` prints, then `digest dkim check`")


@app.command()
def record(context: typer.Context, *, as_json: JsonOption = False) -> None:
    """Print the DNS record of each key, as a line of a zone file."""
    signer = _signer(context)
    if as_json:
        print_json_lines(
            {
                "name": record_name(key, signer.domain),
                "type": "TXT",
                "value": record_value(key),
                "strings": record_strings(record_value(key)),
            }
            for key in signer.keys
        )
        return
    for key in signer.keys:
        typer.echo(zone_line(key, signer.domain))


@app.command()
def check(context: typer.Context, *, as_json: JsonOption = False) -> None:
    """Look in DNS for what receivers need: DKIM, DMARC, SPF, and whether domains fit. Exit 1 if anything is wrong."""
    opened = house(context)
    if not opened.settings.mail.dkim_domain:
        raise ConfigurationError([_fault(opened.settings.mail)])
    with opened.database.read() as connection:
        senders = sender_domains(load_newsroom(connection))
    tell(examine_signing(opened.signing, senders), as_json=as_json)


def _signer(context: typer.Context) -> Signer:
    opened = house(context)
    if opened.signer is None:
        raise ConfigurationError([_fault(opened.settings.mail)])
    return opened.signer


def _fault(mail: MailSettings) -> Fault:
    if not mail.dkim_domain:
        message = "is not set: this needs mail.dkim_domain, mail.dkim_selector and mail.dkim_key_file"
        return Fault("digest.toml", "mail.dkim_domain", message)
    message = "names more than two keys: one is made for RSA, and a second one for Ed25519"
    return Fault("digest.toml", "mail.dkim_selector", message)
