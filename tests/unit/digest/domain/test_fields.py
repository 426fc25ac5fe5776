from hypothesis import given
from hypothesis import strategies as st

from digest.domain.fields import Field, fill_html, fill_text, mark, split

NONCE = "0f1e2d"
VALUES = dict.fromkeys(Field, "") | {
    Field.NAME: 'Zoë "Z" <z>',
    Field.UNSUBSCRIBE_URL: "https://n.example/u?a=1&b",
}


def test_text_is_cut_at_its_marks() -> None:
    text = f"Bonjour {mark(Field.NAME, NONCE)} !{mark(Field.ADDRESS, NONCE)}"
    assert split(text, NONCE) == ("Bonjour ", Field.NAME, " !", Field.ADDRESS)


def test_marks_of_another_rendering_stay_text() -> None:
    foreign = mark(Field.UNSUBSCRIBE_URL, "ffffff")
    assert split(foreign, NONCE) == (foreign,)


def test_values_are_escaped_in_html_and_plain_in_text() -> None:
    text = f"<a href='{mark(Field.UNSUBSCRIBE_URL, NONCE)}'>{mark(Field.NAME, NONCE)}</a>"
    assert fill_html(text, NONCE, VALUES) == (
        "<a href='https://n.example/u?a=1&amp;b'>Zoë &quot;Z&quot; &lt;z&gt;</a>"
    )
    assert fill_text(mark(Field.NAME, NONCE), NONCE, VALUES) == 'Zoë "Z" <z>'


@given(st.lists(st.text(st.characters(exclude_characters="%"), min_size=1) | st.sampled_from(Field)))
def test_cutting_and_joining_give_the_text_back(parts: list[str | Field]) -> None:
    text = "".join(mark(part, NONCE) if isinstance(part, Field) else part for part in parts)
    joined = "".join(mark(part, NONCE) if isinstance(part, Field) else part for part in split(text, NONCE))
    assert joined == text
