"""GHXSTSHIP: the integrator's side. Receive events, fill a warehouse, mirror a CRM, run workflows."""

from .inbox.attempts import Reject, RetryLater
from .inbox.handlers import Delivered
from .receiver import Receiver
from .version import __version__

__all__ = ["Delivered", "Receiver", "Reject", "RetryLater", "__version__"]
