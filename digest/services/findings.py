"""What somebody who looks things over reports: `digest doctor`, `digest dkim check`.

It looks at nothing itself.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing looked at: whether it is as it should be, and in words what was found or what to do."""

    check: str
    ok: bool
    message: str
