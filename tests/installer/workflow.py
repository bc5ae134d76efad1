"""Reads the little of YAML that the workflow is written in: mappings, lists, scalars and blocks of text."""

import re
from typing import Any

_PAIR = re.compile(r"(?P<key>[\w.*-]+):(?: (?P<value>.*))?")


def read(text: str) -> Any:
    """The value of a file; raises ValueError for what is written otherwise."""
    lines = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    value, rest = _block(lines, 0)
    if rest != len(lines):
        raise ValueError(lines[rest])
    return value


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _block(lines: list[str], at: int) -> tuple[Any, int]:
    return (_list if lines[at].lstrip().startswith("- ") else _mapping)(lines, at)


def _list(lines: list[str], at: int) -> tuple[list[Any], int]:
    found: list[Any] = []
    depth = _indent(lines[at])
    while at < len(lines) and _indent(lines[at]) == depth and lines[at].lstrip().startswith("- "):
        inner = lines[at].lstrip()[2:]
        if _PAIR.fullmatch(inner):
            lines[at] = " " * (depth + 2) + inner
            inside, at = _mapping(lines, at)
            found.append(inside)
        else:
            found.append(_scalar(inner))
            at += 1
    return found, at


def _mapping(lines: list[str], at: int) -> tuple[dict[str, Any], int]:
    found: dict[str, Any] = {}
    depth = _indent(lines[at])
    while at < len(lines) and _indent(lines[at]) == depth and (pair := _PAIR.fullmatch(lines[at].strip())):
        key, value = pair["key"], pair["value"]
        if key in found:
            raise ValueError(f"{key} twice")
        at += 1
        if value == "|":
            start = at
            while at < len(lines) and _indent(lines[at]) > depth:
                at += 1
            found[key] = "\n".join(line[depth + 2 :] for line in lines[start:at])
        elif value:
            found[key] = _scalar(value)
        elif at < len(lines) and _indent(lines[at]) > depth:
            found[key], at = _block(lines, at)
        else:
            found[key] = None
    return found, at


def _scalar(text: str) -> str:
    bare = re.sub(r"\s+#.*$", "", text).strip()
    return bare[1:-1] if bare[:1] == bare[-1:] == '"' else bare
