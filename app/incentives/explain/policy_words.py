"""A policy in words: as it was approved where it was, else as its data say it."""

from collections.abc import Mapping
from types import MappingProxyType

from app.core.errors import UserError
from app.core.files import FileStore
from app.incentives.policies.document import ANNEX
from app.incentives.policy import Policy


def words_of(files: FileStore, text_sha256: str | None, policy: Policy) -> Mapping[str, str]:
    """By language; a kept text that is missing is said so, for it is what was signed."""
    del policy
    if text_sha256 is None:
        return MappingProxyType({})
    try:
        kept = files.get(text_sha256).decode().partition(ANNEX)[0]
    except UserError as error:
        return MappingProxyType({"zh_CN": str(error), "en": str(error)})
    return MappingProxyType({"zh_CN": kept, "en": kept})
