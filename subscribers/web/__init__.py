"""The pages that a subscriber reaches from a mail: unsubscribe, and choose what to receive.

`routes` answers requests, `pages` renders, `words` holds the texts. Only the composition of the application
mounts them.
"""

from subscribers.web.pages import PageSettings
from subscribers.web.routes import router

__all__ = ["PageSettings", "router"]
