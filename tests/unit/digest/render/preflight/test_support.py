import pytest

from digest.render.preflight.clients import in_sheets, used
from digest.render.preflight.page import Page
from digest.render.preflight.stylesheet import declarations
from digest.render.preflight.support import Client, Table, of_declaration, of_picture, table


def test_the_table_has_a_letter_for_each_client_and_a_reason_only_for_what_it_knows() -> None:
    shipped = table()
    assert len(shipped.clients) == 16
    assert sum(client.weight for client in shipped.clients) == 100
    assert {len(letters) for letters in shipped.support.values()} == {16}
    assert set("".join(shipped.support.values())) <= set("yamnu")
    assert set(shipped.otherwise) <= set(shipped.support) - shipped.sheet
    assert [feature for feature in shipped.otherwise if not shipped.without(feature)] == []


def test_gmail_apple_and_outlook_com_are_asked_for_more() -> None:
    most = {client.name for client in table().clients if client.least == 95}
    assert most == {
        "Gmail (web)",
        "Gmail (apps)",
        "Gmail (other accounts)",
        "Apple Mail (iPhone, iPad)",
        "Apple Mail (Mac)",
        "Outlook (new)",
        "Outlook.com",
    }


def test_what_nobody_tested_counts_neither_way() -> None:
    here, there = Client("here", 60, 90), Client("there", 40, 90)
    small = Table((here, there), {"one": "yn", "two": "au", "three": "mu"}, frozenset(), {})
    features = {"one", "two", "three", "four"}
    assert (small.share(features, here), small.share(features, there)) == (1.0, 0.0)
    assert small.share({"three"}, there) == 1.0
    assert (small.without("one"), small.without("two"), small.without("three")) == ([there], [], [here])


@pytest.mark.parametrize(
    ("style", "features"),
    [
        ("color:#000000;font-family:Arial", []),
        ("mso-hide:all;-webkit-text-size-adjust:100%", []),
        ("padding-left:1px", ["css-padding", "css-unit-px"]),
        ("border-top-left-radius:50%", ["css-border-radius", "css-unit-percent"]),
        ("background-color:#000000", ["css-background-color"]),
        ("display:flex", ["css-display-flex"]),
        ("display:block", ["css-display"]),
        ("display:none", ["css-display-none"]),
        ("left:0", ["css-left-right-top-bottom"]),
        ("width:calc(100% - 2em)", ["css-width", "css-unit-percent", "css-unit-em", "css-unit-calc"]),
        ("color:rgba(0,0,0,.5)", ["css-rgba"]),
        ("margin:0 !important", ["css-margin", "css-important"]),
        ("tab-size:4", ["tab-size"]),
    ],
)
def test_a_declaration_needs_its_property_its_units_and_its_functions(
    style: str, features: list[str]
) -> None:
    assert [feature for one in declarations(style) for feature in of_declaration(one)] == features


@pytest.mark.parametrize(
    ("address", "feature"),
    [
        ("https://n.example/a.JPEG?x=1", "image-jpg"),
        ("https://n.example/a.webp", "image-webp"),
        ("data:image/png;base64,x", "image-base64"),
        ("https://n.example/picture", ""),
        ("https://n.example/a.php", ""),
    ],
)
def test_a_picture_is_of_the_kind_that_its_address_tells(address: str, feature: str) -> None:
    assert of_picture(address) == feature


def test_a_mail_is_built_from_elements_attributes_and_styles_and_its_sheets_count_apart() -> None:
    page = Page(
        '<html lang="fr"><head><style>@media screen { p > a:hover { color: red } } * + [x] ~ #y { color: red }'
        "</style></head><body><section><h2>x</h2><ul><li>x</li></ul>"
        '<a href="mailto:x@n.example">x</a></section><!--[if mso]><table><tr><td>x</td></tr></table><![endif]-->'
        "</body></html>"
    )
    assert used(page) == {
        *("html-lang", "html-body", "html-semantics", "html-h1-h6", "html-lists", "html-mailto-links"),
    }
    assert in_sheets(page) == {
        *("css-at-media", "css-selector-child", "css-selector-universal", "css-selector-adjacent-sibling"),
        *(
            "css-selector-attribute",
            "css-selector-general-sibling",
            "css-selector-id",
            "css-pseudo-class-hover",
        ),
    }
