"""How sending goes wrong: for now, for good, or nobody knows how."""

from app.core.errors import UserError


class LaterError(UserError):
    """The server cannot be reached or does not take it just now; it is worth another try."""


class RefusedError(UserError):
    """The server will never take this message."""


class DoubtError(UserError):
    """The connection broke after the message was sent and before the server said what became of it."""
