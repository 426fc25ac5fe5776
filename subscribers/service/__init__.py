"""What the list of subscribers can do, one method for each thing that somebody asks of it.

`subscribers` carries out, `importing` reads files into the list; both leave decisions to `subscribers.policy`.
"""

from subscribers.service.subscribers import Subscribers

__all__ = ["Subscribers"]
