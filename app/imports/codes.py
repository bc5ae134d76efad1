"""Columns of texts and codes read from a block at once: plain ones as they stand, others each distinct one once."""

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING, Any, Final

from app.imports.plain import Cells

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from app.core.columns import Texts

_WORD: Final = 8
_MANY: Final = 20_000
_LONGEST: Final = 64
_EXACT_DIGITS: Final = 15
"""What Excel makes of numbers with more digits is a matter for the one parser."""


class ShortTexts:
    """Cells of up to eight bytes: each distinct one is read once, and found again by number."""

    def __init__(self, read: Callable[[str], Any]) -> None:
        """``read`` gives the value of a cell: a text, None, or something that says what is wrong with it."""
        import numpy as np

        self._read = read
        self._words = np.zeros(0, np.uint64)
        self._places = np.zeros(0, np.int64)
        self._values: list[Any] = []
        self._texts: Texts | None = None
        self._odd = np.zeros(0, np.bool_)

    def texts(self, cells: Cells) -> "Texts | None":
        """The column; None where a cell is too long or wrong, or there are too many distinct ones."""
        import numpy as np

        if int(cells.lengths.max(initial=0)) > _WORD or len(self._values) > _MANY:
            return None
        places = np.arange(_WORD)
        data = cells.data.take(cells.starts[:, None] + places, mode="clip")
        data[places >= cells.lengths[:, None]] = 0
        words = data.view(np.uint64).ravel()
        found = self._find(words)
        if found is None:
            self._learn(np.unique(words), cells.encoding)
            found = self._find(words)
        if found is None or self._texts is None or self._odd[found].any():
            return None
        return self._texts.take(found)

    def _find(self, words: "NDArray[np.uint64]") -> "NDArray[np.int64] | None":
        at = self._words.searchsorted(words)
        at[at == len(self._words)] = 0
        if not len(self._words) or (self._words[at] != words).any():
            return None
        places: NDArray[np.int64] = self._places[at]
        return places

    def _learn(self, words: "NDArray[np.uint64]", encoding: str) -> None:
        import numpy as np

        from app.core.columns import texts_of

        fresh = np.setdiff1d(words, self._words)
        self._values += [self._read(word.tobytes().rstrip(b"\0").decode(encoding)) for word in fresh]
        every = np.concatenate((self._words, fresh))
        places = np.concatenate((self._places, np.arange(len(self._places), len(every))))
        order = every.argsort()
        self._words, self._places = every[order], places[order]
        self._odd = np.array([not isinstance(one, str | None) for one in self._values])
        self._texts = texts_of([one if isinstance(one, str) else None for one in self._values])


def whole_codes(read: Callable[[Any], str], lost: Collection[str]) -> Callable[[Any], str]:
    """A reader of codes that refuses those which have lost their leading zeros."""

    def parse_cell(cell: object) -> str:
        text = read(cell)
        if text in lost:
            raise ValueError("lost_zeros")
        return text

    return parse_cell


def plain_codes(cells: Cells, missing: Collection[str]) -> "Texts | None":
    """The column of codes where all stand for themselves: ASCII letters and digits, a letter first, or few digits.

    ``missing`` are the words for "no value", casefolded; a column in which one may stand is not plain.
    """
    import numpy as np

    from app.core.columns import Texts

    lengths = cells.lengths
    width = int(lengths.max(initial=0))
    if width > _LONGEST or not int(lengths.min(initial=1)) or not len(lengths):
        return None
    places = np.arange(width)
    kinds = _kinds()[cells.data.take(cells.starts[:, None] + places, mode="clip")]
    kinds[places >= lengths[:, None]] = _DIGIT
    if (kinds == _OTHER).any():
        return None
    if ((kinds[:, 0] == _DIGIT) & ((kinds == _LETTER).any(axis=1) | (lengths > _EXACT_DIGITS))).any():
        return None
    if np.isin(lengths, [len(word) for word in missing if word.isalnum()]).any():
        return None
    return Texts(cells.data, cells.starts, lengths)


_OTHER, _DIGIT, _LETTER = 0, 1, 2


def _kinds() -> "NDArray[np.uint8]":
    """What each byte is: a digit, a letter, or neither."""
    import numpy as np

    found = np.full(256, _OTHER, np.uint8)
    found[ord("0") : ord("9") + 1] = _DIGIT
    for first, last in ("az", "AZ"):
        found[ord(first) : ord(last) + 1] = _LETTER
    return found
