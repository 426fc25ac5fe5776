"""The trade's own nouns and decisions, as pure values and functions.

Nothing in here reads a clock, a file, a socket or a database: `now` is an argument.
"""
