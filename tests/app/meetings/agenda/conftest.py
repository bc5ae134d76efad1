"""A decision to be measured, for the part of the agenda that tells of effects."""

from tests.app.meetings.effects.conftest import at, decided

__all__ = ["at", "decided"]
