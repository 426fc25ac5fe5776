"""The text of real article pages, as a public benchmark of article extraction measures it.

Texts are compared by their runs of four words; precision and recall are means over the pages.
"""

import gzip
import json
import os
import re
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pytest

from digest.domain.content import Content, ItemKind
from digest.domain.newsroom import Source, SourceKind
from digest.sources.page import read_page
from digest.sources.sanitise import words_of

BAR = 0.955
SOURCE = Source(slug="page", url="https://oracle.example/", kind=SourceKind.PAGE)
_RUN = 4

pytestmark = pytest.mark.conformance


@dataclass(frozen=True)
class Score:
    """How one page was read. seconds: what reading it took."""

    page: str
    precision: float
    recall: float
    seconds: float

    @property
    def f1(self) -> float:
        return f1(self.precision, self.recall)


def f1(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


@pytest.fixture(scope="module")
def folder() -> Path:
    given = os.environ.get("DIGEST_CORPORA", "")
    found = Path(given) / "articles"
    if not given or not found.is_dir():
        pytest.skip("DIGEST_CORPORA names no folder that holds articles/")
    return found


def test_the_text_of_articles_is_found_and_little_else(folder: Path) -> None:
    truth = json.loads((folder / "ground-truth.json").read_text("utf-8"))
    scores = [_score(folder / "html" / f"{name}.html.gz", **expected) for name, expected in truth.items()]
    precision = sum(score.precision for score in scores) / len(scores)
    recall = sum(score.recall for score in scores) / len(scores)
    milliseconds = 1_000 * sum(score.seconds for score in scores) / len(scores)
    print(f"\n{'pages':>6} {'F1':>7} {'precision':>10} {'recall':>7} {'ms/page':>8}")
    print(f"{len(scores):6} {f1(precision, recall):7.4f} {precision:10.4f} {recall:7.4f} {milliseconds:8.1f}")
    print("\nthe ten worst:")
    for score in sorted(scores, key=lambda score: score.f1)[:10]:
        print(f"{score.f1:7.3f} {score.precision:10.3f} {score.recall:7.3f}  {score.page[:12]}")
    assert f1(precision, recall) >= BAR


def _score(file: Path, *, articleBody: str, url: str) -> Score:  # noqa: N803 - the benchmark's own key
    body = gzip.decompress(file.read_bytes())
    stub = Content(kind=ItemKind.ARTICLE, guid="", url=url, title="")
    begun = time.perf_counter()
    reading = read_page(body, "text/html", url, content=stub, source=SOURCE, timezone="UTC")
    seconds = time.perf_counter() - begun
    found, expected = _runs(words_of(reading.content.body_html)), _runs(articleBody)
    shared = (found & expected).total()
    return Score(
        page=file.name,
        precision=shared / found.total() if found else 0.0,
        recall=shared / expected.total() if expected else 0.0,
        seconds=seconds,
    )


def _runs(text: str) -> Counter[tuple[str, ...]]:
    words = re.findall(r"\w+", text)
    return Counter(tuple(words[at : at + _RUN]) for at in range(max(1, len(words) - _RUN + 1)) if words)
