"""Turns what an edition prints into HTML and text, the same for preview, archive and real sending.

It does not choose what is printed (see `digest.domain.selection`) and addresses nobody (see `digest.mail`).
Start at `edition.EditionRenderer`; `view` says what a template can use.
"""
