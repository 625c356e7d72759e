from audit.models.event import Event
from audit.models.link import Link

__all__ = ["Event", "Link"]
