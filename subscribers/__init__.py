"""Subscribers: may we write to this person, and about what?

Other packages enter by `subscribers.api`; whoever composes the application mounts `subscribers.web`. Nothing
here knows what is published.
"""
