import gzip
import zlib

import pytest

from digest.sources.body import BodyRefused, decode, read_within

TEXT = b"the same words again and again, " * 50
RAW = zlib.compressobj(wbits=-15)


@pytest.mark.parametrize(
    ("coding", "packed"),
    [
        ("", TEXT),
        ("identity", TEXT),
        ("gzip", gzip.compress(TEXT, mtime=0)),
        (" GZip ", gzip.compress(TEXT, mtime=0) + bytes(9)),
        ("x-gzip", gzip.compress(TEXT[:7], mtime=0) + gzip.compress(TEXT[7:], mtime=0)),
        ("deflate", zlib.compress(TEXT)),
        ("deflate", RAW.compress(TEXT) + RAW.flush()),
    ],
)
def test_a_coding_is_undone(coding: str, packed: bytes) -> None:
    assert decode(packed, coding, 10_000) == TEXT


@pytest.mark.parametrize("coding", ["gzip", "identity"])
def test_nothing_is_still_nothing(coding: str) -> None:
    assert decode(b"", coding, 10) == b""


@pytest.mark.parametrize("packed", [gzip.compress(TEXT, mtime=0), gzip.compress(TEXT[:99], mtime=0) * 20])
def test_unpacking_stops_at_the_limit(packed: bytes) -> None:
    assert decode(packed, "gzip", 2_000)
    with pytest.raises(BodyRefused, match=r"longer than 0\.001 MB when unpacked"):
        decode(packed, "gzip", 1_000)


@pytest.mark.parametrize(
    ("coding", "packed", "fault"),
    [
        ("gzip", TEXT, "is not"),
        ("gzip", gzip.compress(TEXT, mtime=0)[:-10], "cut short"),
        ("deflate", zlib.compress(TEXT)[:-10], "cut short"),
        ("deflate", b"\x07" * 50, "damaged"),
        ("br", TEXT, "'br', which we did not ask for"),
        ("zstd", TEXT, "'zstd', which we did not ask for"),
        ("gzip, gzip", gzip.compress(gzip.compress(TEXT, mtime=0), mtime=0), "which we did not ask for"),
        ("gzip, identity", gzip.compress(TEXT, mtime=0), "which we did not ask for"),
        ("gzip\r\nX-A: b", TEXT, "which we did not ask for"),
    ],
)
def test_what_cannot_be_undone_is_refused(coding: str, packed: bytes, fault: str) -> None:
    with pytest.raises(BodyRefused, match=fault):
        decode(packed, coding, 10_000)


def test_no_more_is_taken_in_than_the_limit() -> None:
    taken = []

    def pieces():
        for number in range(100):
            taken.append(number)
            yield bytes(400)

    assert read_within(iter([b"ab", b"", b"c"]), 3) == b"abc"
    with pytest.raises(BodyRefused, match=r"longer than 0\.001 MB"):
        read_within(pieces(), 1_000)
    assert len(taken) == 3


@pytest.mark.parametrize(("coding", "pack"), [("gzip", gzip.compress), ("deflate", zlib.compress)])
def test_what_unpacks_to_a_hundred_times_its_size_is_no_text(coding: str, pack) -> None:
    with pytest.raises(BodyRefused, match="more than 100 times its size"):
        decode(pack(bytes(2_000_000)), coding, 10_000_000)
    assert decode(pack(bytes(900_000)), coding, 10_000_000), "little is harmless whatever its ratio"
    members = gzip.compress(bytes(400_000), mtime=0) * 5
    with pytest.raises(BodyRefused, match="more than 100 times its size"):
        decode(members, "gzip", 10_000_000)
