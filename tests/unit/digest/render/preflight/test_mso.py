import pytest

from digest.render.preflight.mso import as_word_reads, comment_fault


@pytest.mark.parametrize(
    "html",
    [
        "",
        "<!-- a comment --><p>x</p>",
        "<!--[if mso]><table><![endif]-->x<!--[if mso]></table><![endif]-->",
        "<!--[if !mso]><!--><p>x</p><!-- y --><!--<![endif]-->",
        "<!--[if (gte mso 9)|(IE)]>x<![endif]-->",
    ],
)
def test_comments_that_close_are_no_fault(html: str) -> None:
    assert comment_fault(html) == ""


@pytest.mark.parametrize(
    ("html", "fault"),
    [
        ("<!--[if mso]>x", "<!--[if mso]>"),
        ("<!--[if mso]>x-->", "<!--[if mso]>"),
        ("x<![endif]-->", "<![endif]-->"),
        ("<!--[if mso]>x<!--[if IE]>y<![endif]--><![endif]-->", "<!--[if IE]>"),
        ("<!--[if !mso]><!-->x<![endif]-->", "<![endif]-->"),
        ("<!--[if mso]>x<!--<![endif]-->", "<!--<![endif]-->"),
    ],
)
def test_a_comment_that_does_not_close_is_named(html: str, fault: str) -> None:
    assert comment_fault(html) == fault


def test_word_reads_what_is_for_it_and_leaves_out_what_is_not() -> None:
    html = (
        "a<!--[if mso]>b<![endif]-->c<!--[if !mso]><!-->d<!--<![endif]-->e<!-- f -->g"
        "<!--[if gte mso 9]>h<![endif]-->"
    )
    assert as_word_reads(html) == "abcegh"
