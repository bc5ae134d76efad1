"""A policy as canonical JSON text: the same policy, the same text, whose hash is what gets approved and signed."""

import json
import types
import unicodedata
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from hashlib import sha256
from types import MappingProxyType
from typing import Any, Final, Literal, Union, cast, get_args, get_origin, get_type_hints

from app.core.errors import UserError
from app.incentives.policy import Goods, Parties, Policy

_LATER: Final[frozenset[str]] = frozenset({"Payout.floor_by_days"})
"""``Class.field`` of what was added after policies were signed: written only where it is not as it is without saying,
so that the hashes of earlier policies stay."""
_CHOSEN: Final = (Parties, Goods)
"""Their lists are sets: order and repeats say nothing."""


def policy_json(policy: Policy) -> str:
    """Sorted keys, NFC, whole numbers only."""
    text = json.dumps(_plain(policy), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return unicodedata.normalize("NFC", text)


def policy_sha256(policy: Policy) -> str:
    """The hash of the canonical text, which approvals name."""
    return sha256(policy_json(policy).encode()).hexdigest()


def policy_from_json(text: str) -> Policy:
    """The policy that ``policy_json`` wrote; raises UserError where the text is none.

    Whether the policy can be settled is another question (``checks.check_policy``).
    """
    try:
        return cast("Policy", _read(Policy, json.loads(text), "policy"))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise UserError("This is no policy: {reason}", reason=f"{error}") from error


def _plain(value: object) -> object:
    if is_dataclass(value):
        return {
            each.name: _list(getattr(value, each.name), as_set=isinstance(value, _CHOSEN))
            for each in fields(value)
            if f"{type(value).__name__}.{each.name}" not in _LATER or getattr(value, each.name) != each.default
        }
    if isinstance(value, Mapping):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, bool | int | str) or value is None:
        return value
    msg = f"a policy holds no {type(value).__name__}"
    raise TypeError(msg)


def _list(value: object, *, as_set: bool) -> object:
    if not isinstance(value, tuple):
        return _plain(value)
    return sorted(set(value)) if as_set else [_plain(each) for each in value]


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)


def _read(kind: Any, raw: Any, where: str) -> object:
    """``raw`` as a value of the annotated type; raises ValueError naming where it is none."""
    origin, inner = get_origin(kind), get_args(kind)
    if origin in {types.UnionType, Union}:
        return None if raw is None else _read(next(each for each in inner if each is not type(None)), raw, where)
    if origin is Literal:
        return _fit(raw, raw in inner, where)
    if origin is tuple:
        _fit(raw, isinstance(raw, list), where)
        return tuple(_read(inner[0], each, f"{where}[{n}]") for n, each in enumerate(raw))
    if origin is Mapping:
        _fit(raw, isinstance(raw, dict), where)
        return MappingProxyType({key: _read(inner[1], raw[key], f"{where}.{key}") for key in sorted(raw)})
    if is_dataclass(kind):
        _fit(raw, isinstance(raw, dict), where)
        return _built(cast("type", kind), raw, where)
    return _fit(raw, type(raw) is kind, where)


def _built(kind: type, raw: dict[str, Any], where: str) -> object:
    hints = _hints(kind)
    unknown = sorted(set(raw) - set(hints))
    if unknown:
        msg = f"{where}: {unknown[0]}"
        raise ValueError(msg)
    return kind(**{name: _read(hints[name], value, f"{where}.{name}") for name, value in raw.items()})


def _fit(raw: object, fits: bool, where: str) -> object:  # noqa: FBT001 - the answer of a check, not a switch
    if not fits:
        msg = f"{where}: {raw!r}"
        raise ValueError(msg)
    return raw
