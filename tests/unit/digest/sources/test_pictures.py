import pytest

from digest.domain.content import Image
from digest.sources.pictures import Picture, choose_picture

BASE = "https://news.example/feed/"


def choose(*pictures: Picture, markup: str = "", alt: str = "", credit: str = "") -> Image | None:
    return choose_picture(pictures, markup=markup, base=BASE, alt=alt, credit=credit)


def test_the_widest_of_the_stated_pictures_is_chosen() -> None:
    small = Picture(url="/s.jpg", width="150", height="150")
    large = Picture(url="/l.jpg", media="image/jpeg", width="1024px", height="640")
    assert choose(small, large) == Image(url="https://news.example/l.jpg", width=1024, height=640)
    assert choose(Picture(url="/a.jpg"), Picture(url="/b.jpg")) == Image(url="https://news.example/a.jpg")


def test_a_stated_picture_stands_before_one_in_the_text() -> None:
    markup = '<img src="/in.jpg">'
    assert choose(Picture(url="/out.jpg"), markup=markup) == Image(url="https://news.example/out.jpg")
    assert choose(markup=markup) == Image(url="https://news.example/in.jpg")


def test_without_a_picture_there_is_none() -> None:
    assert choose(markup="<p>words</p>") is None


@pytest.mark.parametrize(
    "picture",
    [
        Picture(url=""),
        Picture(url="data:image/png;base64,xxxx", media="image"),
        Picture(url="javascript:alert(1)", media="image"),
        Picture(url="/a.jpg", width="49"),
        Picture(url="/a.jpg", width="800", height="1"),
        Picture(url="/a.mp4", media="video/mp4"),
        Picture(url="/a.mp3"),
        Picture(url="/a.svg", media="image/svg+xml"),
        Picture(url="https://secure.gravatar.com/avatar/1.jpg", media="image"),
        Picture(url="https://s.w.org/images/core/emoji/1.png"),
        Picture(url="https://feeds.feedburner.com/~r/x.png"),
        Picture(url="https://pixel.wp.com/b.gif"),
        Picture(url="/img/pixel.gif"),
        Picture(url="/wp-includes/images/smilies/smile.png"),
    ],
)
def test_counters_avatars_films_and_icons_are_no_pictures(picture: Picture) -> None:
    assert choose(picture) is None


@pytest.mark.parametrize(
    "tag",
    [
        '<img src="/photo.jpg">',
        "<IMG SRC='/photo.jpg' />",
        "<img alt=x src=/photo.jpg>",
        '<img src="data:image/gif;base64,x" data-src="/photo.jpg">',
        '<img src="/spacer.gif" data-lazy-src="/photo.jpg">',
        '<img srcset="/photo.jpg 1024w, /small.jpg 300w">',
        '<img src="/pixel.gif" width="1" height="1"><img src="/photo.jpg" width="50" height="50">',
        '<img src="&#47;photo.jpg">',
    ],
)
def test_a_picture_in_the_text_is_found_however_it_is_written(tag: str) -> None:
    found = choose(markup=f"<p>{tag}</p>")
    assert found
    assert found.url == "https://news.example/photo.jpg"


def test_what_the_entry_says_of_its_picture_stands_above_what_the_picture_says() -> None:
    picture = Picture(url="/a.jpg", alt="own", credit="own &amp; only")
    assert choose(picture) == Image(url="https://news.example/a.jpg", alt="own", credit="own & only")
    assert choose(picture, alt="entry", credit="© E.") == Image(
        url="https://news.example/a.jpg", alt="entry", credit="© E."
    )


def test_a_stated_picture_takes_the_words_of_the_same_one_in_the_text() -> None:
    markup = '<img src="/other.jpg" alt="no"><img src="/photo-300x200.jpg" alt="Une l&eacute;gende">'
    found = choose(Picture(url="/photo-1024x640.jpg"), markup=markup)
    assert found
    assert found.alt == "Une légende"


def test_sizes_that_are_no_numbers_are_unknown() -> None:
    found = choose(Picture(url="/a.jpg", width="100%", height="-5"))
    assert found == Image(url="https://news.example/a.jpg")
