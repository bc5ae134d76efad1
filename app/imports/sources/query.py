"""What a query may be: one statement that reads. Pure text; the database opens read-only besides where it can."""

import re
from typing import Final

from app.core.errors import UserError

_QUOTED: Final = re.compile(
    r"--[^\n]*|/\*.*?\*/|'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|`[^`]*`|\[[^\]]*\]|\$(\w*)\$.*?\$\1\$", re.DOTALL
)
"""Comments, texts and quoted names of the usual dialects; what stands in them is no word of SQL."""
_TRICKS: Final = ("/*!", "/*M!", "\\'", '\\"')
"""MySQL and MariaDB run what stands in such a comment, and their texts go on behind such a quotation mark."""
_OPEN: Final = re.compile(r"/\*|'|\"|`|\$\w*\$")
_WORD: Final = re.compile(r"[A-Za-z_][A-Za-z_0-9]*")
_WRITES: Final = frozenset(
    {
        "INSERT", "UPDATE", "DELETE", "MERGE", "UPSERT", "TRUNCATE", "DROP", "ALTER", "CREATE", "GRANT", "REVOKE",
        "CALL", "EXEC", "EXECUTE", "INTO", "LOAD", "COPY", "ATTACH", "DETACH", "PRAGMA", "VACUUM", "REINDEX", "LOCK",
        "BACKUP", "RESTORE", "SHUTDOWN", "KILL",
    }
)  # fmt: skip
"""Words that make a reading statement write, as in WITH ... DELETE or SELECT ... INTO, or begin another one:
SQL Server wants no semicolon between two."""
_FUNCTIONS: Final = frozenset({"REPLACE", "LOAD_EXTENSION", "INSERT", "TRUNCATE"})
"""Of these the ones that are functions where a parenthesis follows; load_extension is refused all the same."""


def check_query(query: str) -> None:
    """Raises UserError unless the query is one SELECT or WITH statement without a word that writes."""
    for trick in _TRICKS:
        if trick in query:
            raise UserError("The query holds “{trick}”, which one database reads as words and another as a comment or "
                            "a text. Write it another way.", trick=trick)  # fmt: skip
    bare = _QUOTED.sub(" ", query)
    if _OPEN.search(bare):
        raise UserError("A quotation mark or a comment in the query is not closed.")
    bare = bare.strip().removesuffix(";").strip()
    if not bare:
        raise UserError("The query is missing.")
    if ";" in bare:
        raise UserError("The query holds more than one statement; a source reads with one SELECT.")
    words = [(found.group().upper(), bare[found.end() :].lstrip()[:1]) for found in _WORD.finditer(bare)]
    if not words or words[0][0] not in {"SELECT", "WITH"}:
        raise UserError("The query must begin with SELECT or WITH; a source only reads.")
    for word, after in words:
        if (word in _WRITES and not (word in _FUNCTIONS and after == "(")) or word == "LOAD_EXTENSION":
            raise UserError("The query holds “{word}”, which does more than reading. A name that is spelt so goes in "
                            "quotation marks.", word=word)  # fmt: skip
