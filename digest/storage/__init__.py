"""What we remember: the newsroom, items, editions and the ledger of deliveries, in SQL.

Rows never leave this package: repositories take and return values of `digest.domain`.
"""
