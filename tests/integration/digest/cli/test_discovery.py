"""The command that turns a site's address into a newsroom.toml."""

from pathlib import Path

import pytest

from digest.domain.content import Content
from tests.factories import content
from tests.fakes.site import Site
from tests.fakes.terminal import Terminal

FRONT = b"""<html lang="fr"><head><title>Le "Courrier" \\ du jour</title></head>
<body><nav><a href="/profession/">Profession</a></nav></body></html>"""


@pytest.fixture
def front(site: Site) -> Site:
    def article(number: int) -> Content:
        return content(number, url=f"{site.url}/profession/article-{number}/")

    site.put("/", FRONT, "text/html")
    site.publish("/feed/", article(1), article(2))
    return site


def test_what_is_printed_can_be_applied_as_it_is(digest: Terminal, front: Site) -> None:
    printed = digest.done("discover", front.url)
    assert printed.out.startswith(f"# Proposed by `digest discover` for {front.url}: ")
    assert f"feed: {front.url}/feed/, 2 entries" in printed.err
    assert '# from: title of the page\nname = "Le \\"Courrier\\" \\\\ du jour"\n' in printed.out
    assert (
        "is in force: 1 theme, 1 source, 1 newsletter"
        in digest.done("apply", "-", stdin=printed.out.encode()).err
    )


def test_a_file_is_written_once_and_never_over(digest: Terminal, front: Site, tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    assert f"digest apply {file}" in digest.done("discover", front.url, "-o", file).err
    digest.done("apply", file)
    before = file.read_bytes()
    again = digest("discover", front.url, "-o", file)
    assert (again.code, file.read_bytes()) == (2, before)
    assert "is kept as it is" in again.err


def test_a_file_that_cannot_be_written_is_told_before_the_site_is_asked(
    digest: Terminal, front: Site, tmp_path: Path
) -> None:
    finished = digest("discover", front.url, "-o", tmp_path / "nowhere" / "mine.toml")
    assert finished.code == 2
    assert "there is no folder" in finished.err
    assert front.asked == []


def test_scripts_get_one_object(digest: Terminal, front: Site) -> None:
    assert digest.done("discover", front.url, "--json").json == {
        "url": front.url,
        "name": 'Le "Courrier" \\ du jour',
        "language": "fr",
        "timezone": "Europe/Paris",
        "accent": "#7a1f5c",
        "logo": "",
        "sources": [
            {
                "slug": "site",
                "url": f"{front.url}/feed/",
                "kind": "feed",
                "items": "article",
                "title": "Le Courrier",
                "entries": 2,
                "reason": "at a usual address; 2 entries",
            }
        ],
        "themes": [
            {"slug": "profession", "title": "Profession", "sections": ["/profession/"], "categories": []}
        ],
        "left_out": [],
    }


def test_a_site_that_is_down_ends_the_command_with_one_line(digest: Terminal, front: Site) -> None:
    front.put("/", b"", status=503)
    finished = digest("discover", front.url)
    assert (finished.code, finished.out) == (1, "")
    assert finished.err.startswith(f"digest: {front.url}")
    assert finished.err.count("\n") == 1


def test_a_private_address_is_refused_unless_the_operator_allows_it(digest: Terminal, front: Site) -> None:
    digest.set(fetch__allow_private="")
    finished = digest("discover", front.url)
    assert finished.code == 1
    assert "fetch.allow_private" in finished.err
    assert front.asked == []
