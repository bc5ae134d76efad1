"""Where a pack lies: a file, a folder of packs (of which the newest counts), or an address of the web."""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from app.core.errors import UserError
from app.core.progress import Progress
from app.core.texts import N_, Text
from app.packs.archive import MOST_BYTES, SUFFIX
from app.packs.model import Pack

_ADDRESSES: Final = ("http://", "https://")
_FETCHING: Final = Text(N_("Fetching the configuration pack"))
_MOST_FILES: Final = 200


class UnreachableError(UserError):
    """The place cannot be reached now, as a share outside of the company's network."""


def is_address(where: str) -> bool:
    """Whether it is an address of the web."""
    return where.startswith(_ADDRESSES)


def find_pack(where: str, read: Callable[[bytes], Pack], *, wanted: str, progress: Progress) -> Pack:
    """The pack at a place; of a folder the highest version of the id ``wanted``, or of the one id that lies there.

    Raises UserError where none is there or ``read`` refuses it.
    """
    if is_address(where):
        return read(_fetched(where, progress))
    path = Path(where)
    return _newest(path, read, wanted) if path.is_dir() else read(_read(path))


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except OSError as error:
        raise UnreachableError(
            N_("{file} cannot be read: {error}. Nothing was changed."),
            file=str(path),
            error=error.strerror or str(error),
        ) from error


def _newest(folder: Path, read: Callable[[bytes], Pack], wanted: str) -> Pack:
    files = sorted(folder.glob(f"*{SUFFIX}"))[:_MOST_FILES]
    if not files:
        raise UserError("In {folder} lies no configuration pack ({suffix}).", folder=str(folder), suffix=SUFFIX)
    found: list[Pack] = []
    refused: list[UserError] = []
    for path in files:
        try:
            found.append(read(_read(path)))
        except UserError as error:
            refused.append(error)
    if not found:
        raise refused[0]
    fitting = [one for one in found if one.manifest.id == wanted] or found
    ids = sorted({one.manifest.id for one in fitting})
    if len(ids) > 1:
        raise UserError("In {folder} lie different configuration packs: {ids}. Name the file.", folder=str(folder),
                        ids=", ".join(ids))  # fmt: skip
    return max(fitting, key=lambda one: (one.manifest.number, one.manifest.made_at))


def _fetched(address: str, progress: Progress) -> bytes:
    from app.core import web

    found = bytearray()
    try:
        with web.asked(address) as answer:
            if answer.status != 200:
                raise UserError("{address} does not hand out a pack: status {status}. Nothing was changed.",
                                address=address, status=answer.status)  # fmt: skip
            for chunk in web.chunks(answer):
                found += chunk
                progress.step(len(found) >> 10, 0, _FETCHING)
                if len(found) > MOST_BYTES:
                    raise UserError("The pack is larger than {most} MB; it is not read.", most=MOST_BYTES >> 20)
    except web.FailedError as error:
        raise UnreachableError(N_("{address} cannot be reached: {error}. Nothing was changed."), address=address,
                        error=error.why) from error  # fmt: skip
    except web.UnsafeError as error:
        raise UserError("A configuration pack on the network is read by https:// alone, not by {scheme}://. Nothing "
                        "was changed.", scheme=error.scheme) from error  # fmt: skip
    except web.EndlessError as error:
        raise UserError("{address} sends us on from one address to the next without end. Nothing was changed.",
                        address=address) from error  # fmt: skip
    return bytes(found)
