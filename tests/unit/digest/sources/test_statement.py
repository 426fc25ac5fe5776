from digest.sources.statement import Statement


def test_a_value_was_found_where_its_reader_says_else_just_by_that_reader() -> None:
    said = Statement(reader="meta", places={"title": "meta og:title"})
    assert (said.origin("title"), said.origin("standfirst")) == ("meta og:title", "meta")
