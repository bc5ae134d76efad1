"""A policy file for one test."""

from pathlib import Path

import pytest

from app.core import fleet


def put_policy(folder: Path, monkeypatch: pytest.MonkeyPatch, words: str) -> Path:
    """Put a policy file in force, in place of whatever this machine has."""
    path = folder / "policy.toml"
    path.write_text(words, encoding="utf-8")
    monkeypatch.setattr(fleet, "places", lambda: [path])
    return path
