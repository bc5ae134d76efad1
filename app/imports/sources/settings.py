"""Where a data source reads and how: plain data, checked, and never with a secret in them."""

import json
import re
from collections.abc import Mapping
from dataclasses import MISSING, asdict, dataclass, fields
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import SplitResult, parse_qsl, urlsplit

from sqlalchemy import URL, make_url, text
from sqlalchemy.exc import ArgumentError

from app.core.errors import UserError
from app.imports.sources.query import check_query

CURSOR: Final = "cursor"
"""What stands in braces, or behind a colon in SQL, where the point is wanted up to which was read."""
PAGINGS: Final = ("none", "link", "page", "offset", "token")
AUTHS: Final = ("none", "bearer", "header", "parameter", "basic")
_SECRET: Final = re.compile(
    r"\b(pass(word|wd|phrase)?|pwd|secret|client_?secret|api_?key|x-api-key|access_?token|(proxy-)?authorization|cookie)\s*=",
    re.IGNORECASE,
)
"""Names under which secrets go: what stands in settings is seen in the history and in backups."""
Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class DatabaseSettings:
    """One query of a database, given by a URL of SQLAlchemy without its password."""

    url: str
    query: str
    cursor: str = ""
    """The column of the result whose greatest value is the cursor; the query then says ``:cursor``."""
    start: str = ""
    """The cursor of the first run."""

    def check(self) -> None:
        """Raises UserError where the URL is none, holds a password, or the query does more than reading."""
        url = _database_url(self.url)
        if url.password or any(_SECRET.search(f"{name}={value}") for name, value in url.query.items()):
            raise UserError("A password stands in the address. Leave it out, and keep it as the source's secret.")
        check_query(self.query)
        asked = set(text(self.query).compile().params)
        for name in sorted(asked - {CURSOR}):
            raise UserError("The query asks for “:{name}”, which nothing fills in; only :cursor is known.", name=name)
        if bool(asked) != bool(self.cursor):
            raise UserError("A query with :cursor needs the cursor's column, and a cursor's column needs :cursor.")
        if self.cursor and not self.start:
            raise UserError("Say with which value the cursor begins.")

    @property
    def place(self) -> str:
        """Where it reads, for a list."""
        return make_url(self.url).render_as_string(hide_password=True)

    @property
    def asks_secret(self) -> bool:
        """Whether it can need one; a file of SQLite has no password."""
        return make_url(self.url).get_backend_name() != "sqlite"


@dataclass(frozen=True)
class WebSettings:
    """An endpoint that answers in JSON, page by page.

    In ``url``, ``query`` and ``body`` stand in braces: cursor, page, offset, size, token. A parameter that holds the
    cursor is left out while there is none.
    """

    url: str
    method: str = "GET"
    query: Pairs = ()
    headers: Pairs = ()
    body: str = ""
    rows: str = ""
    """Path to the list of rows in the answer, with dots; empty where the answer itself is the list."""
    key: str = ""
    """Path in a row to what tells it from others: the same row on two pages counts once."""
    paging: str = "none"
    next: str = ""
    """Path in the answer to the next page's address (link) or token; empty for the header ``Link``."""
    total: str = ""
    """Path in the answer to the number of all rows, where it says so: fewer are refused."""
    size: int = 500
    """Rows that are asked for in a page."""
    first: int = 1
    """Number of the first page."""
    auth: str = "none"
    user: str = ""
    """Of basic authentication; the secret is the password."""
    header: str = "X-API-Key"
    """The header or the parameter that carries the secret where ``auth`` says so."""
    cursor: str = ""
    """Path in a row to the value whose greatest is the cursor."""
    start: str = ""
    ca_file: str = ""
    """Certificates of an authority of one's own (PEM)."""
    timeout: int = 60
    """Seconds without an answer after which a request is given up."""

    def check(self) -> None:
        """Raises UserError where the address is none, holds a password, or the paging cannot work."""
        parts = _web_address(self.url)
        if parts.password or parts.username:
            raise UserError("A password stands in the address. Leave it out, and keep it as the source's secret.")
        for name, value in (*parse_qsl(parts.query), *self.query, *self.headers):
            if _SECRET.search(f"{name}=") and not value.startswith("{"):
                raise UserError("“{name}” looks like a secret. Leave it out, choose how one signs in, and keep it as "
                                "the source's secret.", name=name)  # fmt: skip
        _choice("method", self.method, ("GET", "POST"))
        _choice("paging", self.paging, PAGINGS)
        _choice("auth", self.auth, AUTHS)
        if self.body and self.method == "GET":
            raise UserError("A request with a body needs the method POST.")
        asked = self.url + self.body + "".join(value for _, value in self.query)
        for paging in ("page", "offset", "token"):
            if self.paging == paging and f"{{{paging}}}" not in asked:
                raise UserError(
                    "A parameter must ask for each page with {place}, such as {example}.",
                    place=f"{{{paging}}}", example=f"{paging} = {{{paging}}}",
                )  # fmt: skip
        if self.paging == "token" and not self.next:
            raise UserError("Say where the answer names the token of the next page.")
        if f"{{{CURSOR}}}" in asked and not self.cursor:
            raise UserError("A request with {place} needs the cursor's field.", place=f"{{{CURSOR}}}")
        if self.size < 1 or self.timeout < 1:
            raise UserError("The size of a page and the time limit are whole numbers from 1 on.")

    @property
    def place(self) -> str:
        """Where it reads, for a list."""
        return self.url

    @property
    def asks_secret(self) -> bool:
        """Whether it needs one."""
        return self.auth != "none"


@dataclass(frozen=True)
class FolderSettings:
    """A folder into which somebody else puts files; they are read where they lie, each once."""

    folder: str
    pattern: str = "*"
    settle: int = 5
    """Seconds over which a file's size must stay the same before it counts as whole."""

    def check(self) -> None:
        """Raises UserError where no folder is named."""
        if not self.folder or not Path(self.folder).is_absolute():
            raise UserError("Name the folder with its whole path.")
        if not self.pattern or "/" in self.pattern:
            raise UserError("Files are chosen by their names, such as *.xlsx.")
        if self.settle < 0:
            raise UserError("The time to settle is a whole number of seconds.")

    @property
    def place(self) -> str:
        """Where it reads, for a list."""
        return str(Path(self.folder) / self.pattern)

    @property
    def asks_secret(self) -> bool:
        """A folder needs none."""
        return False


Settings = DatabaseSettings | WebSettings | FolderSettings
KINDS: Final[Mapping[str, type[Settings]]] = MappingProxyType(
    {"database": DatabaseSettings, "web": WebSettings, "folder": FolderSettings}
)


def _database_url(address: str) -> URL:
    try:
        url = make_url(address)
    except (ArgumentError, ValueError):
        url = None
    if url is None or (url.get_backend_name() == "sqlite" and not url.database):
        raise UserError("This is no address of a database; one looks like postgresql://user@host/name or "
                        "sqlite:////folder/file.sqlite.")  # fmt: skip
    return url


def _web_address(address: str) -> SplitResult:
    try:
        parts = urlsplit(address)
        sound = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:  # a port that is none, a bracket that is not closed
        sound = False
    if not sound:
        raise UserError("This is no address of the web; one begins with https://.")
    return parts


def parse_settings(kind: str, raw: Mapping[str, Any]) -> Settings:
    """The checked settings of a kind; raises UserError naming what is wrong."""
    found = _settings(kind, raw)
    found.check()
    return found


def _settings(kind: str, raw: Mapping[str, Any]) -> Settings:
    _choice("kind", kind, tuple(KINDS))
    cls = KINDS[kind]
    known = {one.name: one for one in fields(cls)}
    for name in raw:
        if name not in known:
            raise UserError("“{name}” is no setting of this kind of source; its settings are: {known}.",
                            name=name, known=", ".join(known))  # fmt: skip
    values: dict[str, Any] = {}
    for name, one in known.items():
        if name in raw:
            values[name] = _value(name, raw[name], one.type)
        elif one.default is MISSING:
            raise UserError("The setting “{name}” is missing.", name=name)
    return cls(**values)


def kind_of(settings: Settings) -> str:
    """The word for a kind of settings."""
    return next(name for name, cls in KINDS.items() if isinstance(settings, cls))


def write_settings(settings: Settings) -> str:
    """The settings as text that ``read_settings`` reads; what is as usual is left out."""
    usual = {one.name: one.default for one in fields(settings)}
    plain = {name: value for name, value in asdict(settings).items() if value != usual[name]}
    for name, value in plain.items():
        if isinstance(value, tuple):
            plain[name] = dict(value)
    return json.dumps(plain, ensure_ascii=False, indent=1)


def read_settings(kind: str, text: str) -> Settings:
    """The settings that a record keeps, checked when they were entered: what is asked for later breaks no list."""
    return _settings(kind, json.loads(text))


def _value(name: str, value: object, kind: object) -> object:
    if kind == Pairs and isinstance(value, Mapping) and all(isinstance(one, str | int) for one in value.values()):
        return tuple((str(key), str(one)) for key, one in value.items())
    if kind is int and isinstance(value, int) and not isinstance(value, bool):
        return value
    if kind is str and isinstance(value, str):
        return value.strip()
    raise UserError("The setting “{name}” has a value of the wrong kind.", name=name)


def _choice(name: str, value: str, allowed: tuple[str, ...]) -> None:
    if value not in allowed:
        raise UserError("“{value}” is no {name}; there are: {allowed}.", value=value, name=name,
                        allowed=", ".join(allowed))  # fmt: skip
