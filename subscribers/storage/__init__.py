"""The tables of this package and the statements over them, alike on SQLite and PostgreSQL.

Nothing here decides (see `subscribers.policy`) or opens a transaction: every function takes a connection.
"""
