"""Reads what others publish: feeds and pages over HTTP become contents of our own normal form.

The way of a reading: `reader` asks `fetch` (the only outgoing HTTP, which connects through `transport`
under the `addresses` policy) for a body, and `feed` for its contents. `feed` decodes (`encoding`), tells
the formats apart and hands over to `xmlfeed` or `jsonfeed`; both give `entry.Entry`, raw and hostile, which
`entry` turns into a `Content` with the help of `dates`, `links`, `pictures`, `sanitise` and `plaintext`.
`sitemaps` goes the same way for sitemaps, which `sitemap` reads.

A page is parsed by `webpage`. `listing` finds the articles that it links to; `page` reads one article: what
`selected`, `jsonld`, `metadata` and `shown` each state of it, `joining` joins in the order of trust, `maintext`
adds the text, and `walls` tells what stands in an article's place.

Nothing in here knows the database, the mail or the desk.
"""
