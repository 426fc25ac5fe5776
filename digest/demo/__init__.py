"""The demonstration: an imaginary newsroom on a site of its own, and a local inbox that takes its mail.

Nothing here is needed to publish: it shows the product at work and lets people try things out.
"""
