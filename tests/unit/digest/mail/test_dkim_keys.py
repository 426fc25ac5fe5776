"""Keys: made for their owner alone, never over others, and read with a word about what is wrong."""

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)

from digest.errors import ConfigurationError
from digest.mail.dkim_keys import KINDS, read_keys, write_new_keys


def pem(key: object, form: PrivateFormat = PrivateFormat.PKCS8, lock: object = None) -> bytes:
    return key.private_bytes(Encoding.PEM, form, lock or NoEncryption())  # type: ignore[attr-defined]


def test_new_keys_are_read_back_each_under_its_selector(tmp_path: Path) -> None:
    file = tmp_path / "dkim.pem"
    write_new_keys(file, KINDS)
    rsa_key, ed_key = read_keys(file, ("r1", "e1"))
    assert (rsa_key.selector, rsa_key.kind, rsa_key.bits) == ("r1", "rsa", 2048)
    assert (ed_key.selector, ed_key.kind, len(ed_key.public)) == ("e1", "ed25519", 44)
    assert read_keys(file, ("r1", "e1")) == (rsa_key, ed_key)


def test_nobody_but_their_owner_may_read_them(tmp_path: Path) -> None:
    file = tmp_path / "dkim.pem"
    write_new_keys(file, ("ed25519",))
    assert file.stat().st_mode & 0o777 == 0o600


def test_keys_that_are_there_stay(tmp_path: Path) -> None:
    file = tmp_path / "dkim.pem"
    file.write_text("in use", encoding="utf-8")
    with pytest.raises(ConfigurationError, match="is there already and is left as it is"):
        write_new_keys(file, ("ed25519",))
    assert file.read_text(encoding="utf-8") == "in use"


def test_no_two_keys_are_alike(tmp_path: Path) -> None:
    for name in ("a", "b"):
        write_new_keys(tmp_path / name, ("ed25519",))
    first, second = (read_keys(tmp_path / name, ("s",)) for name in ("a", "b"))
    assert first != second


@pytest.mark.parametrize("form", [PrivateFormat.PKCS8, PrivateFormat.TraditionalOpenSSL])
def test_keys_of_other_programs_are_read_with_what_stands_around_them(
    tmp_path: Path, form: PrivateFormat
) -> None:
    file = tmp_path / "dkim.pem"
    key = rsa.generate_private_key(65537, 1024)
    file.write_bytes(b"# the old key\r\n" + pem(key, form).replace(b"\n", b"\r\n") + b"\r\nend")
    (read,) = read_keys(file, ("s",))
    assert (read.kind, read.bits) == ("rsa", 1024)


EC = pem(ec.generate_private_key(ec.SECP256R1()))
ED = pem(ed25519.Ed25519PrivateKey.generate())
LOCKED = pem(ed25519.Ed25519PrivateKey.generate(), lock=BestAvailableEncryption(b"secret"))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "holds no private key in PEM"),
        (b"-----BEGIN PUBLIC KEY-----\nAA==\n-----END PUBLIC KEY-----\n", "holds no private key in PEM"),
        (ED[:-20], "holds no private key in PEM"),
        (ED.replace(b"MC4C", b"MC4D"), "cannot be read: is the file whole"),
        (EC, "neither RSA nor Ed25519"),
        (LOCKED, "locked with a passphrase"),
        (ED + ED, "keys in it: 2, selectors in mail.dkim_selector: 1; name one for each key"),
    ],
    ids=["empty", "public", "cut short", "damaged", "of another kind", "locked", "one too many"],
)
def test_a_file_without_a_key_to_sign_with_is_told_with_its_name(
    tmp_path: Path, content: bytes, message: str
) -> None:
    file = tmp_path / "dkim.pem"
    file.write_bytes(content)
    with pytest.raises(ConfigurationError, match=message) as raised:
        read_keys(file, ("s",))
    assert raised.value.faults[0].file == str(file)


def test_a_file_that_is_not_there_or_not_ours_is_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="`digest dkim keygen` makes it"):
        read_keys(tmp_path / "none.pem", ("s",))
    with pytest.raises(ConfigurationError, match=r"cannot be read \(Is a directory\)"):
        read_keys(tmp_path, ("s",))


def test_an_rsa_key_that_receivers_do_not_take_is_refused(tmp_path: Path) -> None:
    # The library makes none as short as this one any more; other programs did for years.
    p, q, e = 2**256 - 189, 2**255 - 19, 65537
    d = pow(e, -1, (p - 1) * (q - 1))
    numbers = rsa.RSAPrivateNumbers(
        p, q, d, d % (p - 1), d % (q - 1), pow(q, -1, p), rsa.RSAPublicNumbers(e, p * q)
    )
    file = tmp_path / "dkim.pem"
    file.write_bytes(pem(numbers.private_key(), PrivateFormat.TraditionalOpenSSL))
    with pytest.raises(ConfigurationError, match="of 511 bits: receivers take none under 1024"):
        read_keys(file, ("s",))
