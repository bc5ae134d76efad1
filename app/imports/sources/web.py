"""Rows of an endpoint, page after page, until it says that there are no more; a doubt about that is a refusal."""

import hashlib
import json
from collections.abc import Generator, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import quote, urlencode, urljoin

from app.core.errors import UserError
from app.core.progress import Progress
from app.imports.sources.http import Answer, Client, WebLimits
from app.imports.sources.reading import Reach, following, masked
from app.imports.sources.settings import CURSOR, WebSettings
from app.imports.sources.spool import Cells, flat

USUAL: Final = WebLimits()
_MISSING: Final = object()


@dataclass
class _Place:
    """Which page is wanted next, and what was there already."""

    settings: WebSettings
    limits: WebLimits
    cursor: str
    page: int
    offset: int = 0
    token: str = ""
    link: str = ""
    count: int = 0
    """Rows handed out so far, the same ones on two pages counted twice."""
    pages: int = 0
    empty: int = 0
    marks: set[bytes] = field(default_factory=set)
    """What says that a page, an address or a token was there before."""

    def request(self) -> tuple[str, str]:
        """The address and the body of the next request."""
        values = {
            CURSOR: self.cursor, "token": self.token,
            "page": str(self.page), "offset": str(self.offset), "size": str(self.settings.size),
        }  # fmt: skip
        body = _filled(self.settings.body, {name: json.dumps(value)[1:-1] for name, value in values.items()})
        if self.link:
            return self.link, body
        url = _filled(self.settings.url, {name: quote(value, safe="") for name, value in values.items()})
        gaps = [f"{{{name}}}" for name, value in values.items() if not value]
        pairs = [
            (name, _filled(value, values)) for name, value in self.settings.query
            if not any(gap in value for gap in gaps)
        ]  # fmt: skip
        if pairs:
            url += ("&" if "?" in url else "?") + urlencode(pairs, quote_via=quote, safe="$")
        return url, body

    def advance(self, answer: Answer, rows: list[Mapping[str, Any]]) -> bool:
        """Take note of a page; whether there is another. Raises UserError where the pages lead nowhere."""
        self.pages, self.count = self.pages + 1, self.count + len(rows)
        self.empty = 0 if rows else self.empty + 1
        if rows:
            self._first_time(json.dumps(rows, default=str, sort_keys=True), "page")
        if self.pages >= self.limits.pages or self.empty > self.limits.empty_pages:
            raise UserError("The endpoint goes on without an end (pages: {n}). Nothing was taken in.", n=self.pages)
        total = self._total(answer.value)
        more = self._next(answer, rows) and (total is None or self.count < total or self.settings.paging == "link")
        if not more and total is not None and self.count < total:
            raise UserError("Rows that the endpoint handed out: {n} of {total}. Nothing was taken in.", n=self.count,
                            total=total)  # fmt: skip
        return more

    def _next(self, answer: Answer, rows: list[Mapping[str, Any]]) -> bool:
        match self.settings.paging:
            case "page":
                self.page += 1
                return bool(rows)
            case "offset":
                self.offset += len(rows)
                return bool(rows)
            case "link":
                found = self._named(answer.value) if self.settings.next else answer.link
                self.link = urljoin(self.request()[0], found) if found else ""
            case "token":
                found = self.token = self._named(answer.value)
            case _:
                return False
        if found:
            self._first_time(found, "address")
        return bool(found)

    def _named(self, value: Any) -> str:
        """What the answer says of its next page; a number is as good as its digits."""
        found = at(value, self.settings.next)
        if found is _MISSING or found is None:
            return ""
        if isinstance(found, bool) or not isinstance(found, str | int):
            raise UserError("“{path}” of the answer is no text. Nothing was taken in.", path=self.settings.next)
        return str(found)

    def _total(self, value: Any) -> int | None:
        if not self.settings.total:
            return None
        found = at(value, self.settings.total)
        text = str(found)
        if isinstance(found, bool) or not text.isdecimal():
            raise UserError("“{path}” of the answer is no number. Nothing was taken in.", path=self.settings.total)
        return int(text)

    def _first_time(self, what: str, kind: str) -> None:
        mark = hashlib.sha256(f"{kind}\n{what}".encode()).digest()
        if mark in self.marks:
            raise UserError("The endpoint handed the same page out twice (page {n}). Nothing was taken in.",
                            n=self.pages)  # fmt: skip
        self.marks.add(mark)


def read_web(
    settings: WebSettings, secret: str | None, reach: Reach, progress: Progress, *, limits: WebLimits = USUAL
) -> Generator[Cells, None, None]:
    """The rows of all pages; ``reach`` is moved on. Raises UserError where an answer is not what was agreed."""
    place = _Place(settings, limits, reach.cursor or settings.start, settings.first)
    with closing(Client(settings, secret, limits, progress)) as client:
        yield from following(_rows(client, place, secret), settings.cursor, reach)


def _rows(client: Client, place: _Place, secret: str | None) -> Iterator[Cells]:
    seen: dict[str, bytes] = {}
    settings, more = place.settings, True
    while more:
        answer = client.ask(*place.request())
        rows = _rows_of(settings, answer.value, secret)
        more = place.advance(answer, rows)
        for row in rows:
            cells = flat(row)
            if settings.key and _again(cells, settings.key, seen):
                continue
            yield cells


def _again(cells: Cells, key: str, seen: dict[str, bytes]) -> bool:
    """Whether the very same row was on an earlier page; one with other values is for the import to judge."""
    if not cells.get(key):
        raise UserError("A row has no “{name}”, by which rows are told apart. Nothing was taken in.", name=key)
    digest = hashlib.sha256(json.dumps(cells, sort_keys=True).encode()).digest()
    if seen.get(cells[key]) == digest:
        return True
    seen[cells[key]] = digest
    return False


def _rows_of(settings: WebSettings, value: Any, secret: str | None) -> list[Mapping[str, Any]]:
    if isinstance(value, Mapping) and value.get("error") and settings.rows != "error":
        said = json.dumps(value["error"], ensure_ascii=False, default=str)
        raise UserError("The endpoint refuses the request: {error}", error=masked(said, secret))
    found = at(value, settings.rows)
    if isinstance(found, Mapping) and not settings.rows:
        names = ", ".join(map(str, value))
        raise UserError("The endpoint's answer is no list. Say in which of its fields the rows are: {names}. Nothing "
                        "was taken in.", names=masked(names, secret))  # fmt: skip
    if not isinstance(found, list):
        raise UserError("The endpoint's answer has no list of rows at “{path}”. Nothing was taken in.",
                        path=settings.rows)  # fmt: skip
    for n, row in enumerate(found, 1):
        if not isinstance(row, Mapping):
            raise UserError("Row {n} of the endpoint's answer is no row with named fields. Nothing was taken in.", n=n)
    return found


def at(value: Any, path: str) -> Any:
    """What stands at a path with dots in it; a field that has dots in its own name is found as well (@odata.nextLink).

    A value of its own stands for what is not there, for null may be.
    """
    if not path:
        return value
    if isinstance(value, Mapping):
        if path in value:
            return value[path]
        for place, letter in enumerate(path):
            if letter == "." and path[:place] in value:
                return at(value[path[:place]], path[place + 1 :])
    return _MISSING


def _filled(template: str, values: Mapping[str, str]) -> str:
    for name, value in values.items():
        template = template.replace(f"{{{name}}}", value)
    return template
