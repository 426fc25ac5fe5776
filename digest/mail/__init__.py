"""Mail: a variant and a recipient become RFC 5322 bytes, and the bytes reach the relay.

It chooses no recipient and keeps no ledger.
"""
