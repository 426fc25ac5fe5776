"""The day's work, each step a short script: apply, gather, compose, approve, dispatch.

Services call adapters in order and leave the decisions to `digest.domain`.
"""
