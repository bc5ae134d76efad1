"""A pack as a file: a ZIP that holds a manifest, the signature over it and one JSON text for each part.

It is read in memory under limits and nothing is ever unpacked to a path; what it holds beside what its manifest names
is refused. The same content made at the same instant gives the same bytes.
"""

import hashlib
import io
import json
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any, Final

from app import VERSION
from app.core.errors import UserError
from app.core.signing import TrustedKey, checked_key, fingerprint, public_of, sign, verify
from app.core.texts import N_
from app.packs.model import Items, Manifest, Pack, Part, check_manifest, final, items_by_key, numbers_of

SUFFIX: Final = ".cdpack"
FORMAT: Final = 1
MOST_BYTES: Final = 64 * 2**20
"""Of the file, and of everything in it unpacked."""
_MANIFEST: Final = "manifest.json"
_SIGNATURE: Final = "manifest.sig"
_PURPOSE: Final = b"channeldesk configuration pack 1\n"
"""Signed before the manifest, so that no signature over anything else fits a pack."""
_SMALL: Final = 2**20
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)
_ENCRYPTED: Final = 0x1
_METHODS: Final = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_MANIFEST_FIELDS: Final[Mapping[str, type]] = {
    "format": int, "id": str, "name": str, "version": str, "made_at": str, "by": str, "program": str, "parts": dict,
    "locks": list, "note": str,
}  # fmt: skip


class UnknownKeyError(UserError):
    """The pack is signed by a key that nobody has accepted here; ``public`` is that key."""

    def __init__(self, public: str, name: str) -> None:
        """``name`` is what the pack says of who made it."""
        super().__init__(
            N_("Nobody has accepted the key that signed this pack: {fingerprint} ({name}). Compare the fingerprint "
               "with head office over the phone, then accept it: channeldesk pack trust. Nothing was changed."),
            fingerprint=fingerprint(public), name=name,
        )  # fmt: skip
        self.public = public
        self.name = name


# -------------------------------------------------------------------------------------------------- writing


def write_pack(manifest: Manifest, parts: Mapping[str, Items], private_pem: str, passphrase: str = "") -> bytes:
    """The bytes of a pack; ``manifest.parts`` is filled in here. Raises UserError where it could not be read again."""
    texts = {f"parts/{key}.json": part_text(items) for key, items in sorted(parts.items())}
    sums = {key: hashlib.sha256(texts[f"parts/{key}.json"]).hexdigest() for key in sorted(parts)}
    said = {"format": FORMAT} | asdict(manifest) | {"parts": sums, "locks": sorted(manifest.locks)}
    check_manifest(_manifest(said))
    head = (json.dumps(said, ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode()
    seal = {"key": public_of(private_pem, passphrase), "signature": sign(private_pem, _PURPOSE + head, passphrase)}
    files = {_MANIFEST: head, _SIGNATURE: (json.dumps(seal, sort_keys=True) + "\n").encode(), **texts}
    if sum(map(len, files.values())) > MOST_BYTES:
        raise UserError("The pack is larger than {most} MB; leave a part out.", most=MOST_BYTES >> 20)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as made:
        for name, data in files.items():
            made.writestr(zipfile.ZipInfo(name, _EPOCH), data)
    return out.getvalue()


def part_text(items: Items) -> bytes:
    """A part's items as JSON that people can read and compare line by line."""
    rows = [items[key] for key in sorted(items)]
    return (json.dumps(rows, ensure_ascii=False, sort_keys=True, indent=1) + "\n").encode()


# -------------------------------------------------------------------------------------------------- reading


def read_pack(data: bytes, parts: Mapping[str, Part], keys: Sequence[TrustedKey] | None) -> Pack:
    """The pack in a file's bytes, checked throughout.

    Raises UserError in a sentence for a file that is none, a wrong signature, a key that is not among ``keys`` (None
    asks for none), a part that is unknown, changed or wrong, and a program that is too old.
    """
    files = _unpacked(data)
    for name in (_MANIFEST, _SIGNATURE):
        if name not in files:
            raise UserError("This file is no configuration pack: {name} is missing.", name=name)
    public = _signed_by(files[_MANIFEST], files[_SIGNATURE])
    manifest = _manifest(_json(_MANIFEST, files[_MANIFEST]))
    check_manifest(manifest)
    if keys is not None and public not in {one.public for one in keys}:
        raise UnknownKeyError(public, manifest.by)
    if numbers_of(manifest.program) > numbers_of(final(VERSION)):
        raise UserError("The pack needs version {needed} of the program; this is {here}. Update the program first.",
                        needed=manifest.program, here=VERSION)  # fmt: skip
    named = {f"parts/{key}.json": key for key in manifest.parts}
    for name in files.keys() - {_MANIFEST, _SIGNATURE} - named.keys():
        raise UserError("The pack holds a file that its manifest does not name: {name}.", name=name)
    found: dict[str, Items] = {}
    for name, key in named.items():
        if name not in files:
            raise UserError("This file is no configuration pack: {name} is missing.", name=name)
        if hashlib.sha256(files[name]).hexdigest() != manifest.parts[key]:
            raise UserError("{name} was changed after the pack was signed.", name=name)
        found[key] = _items(name, files[name], parts[key])
    return Pack(manifest, found, hashlib.sha256(files[_MANIFEST]).hexdigest(), public)


def _unpacked(data: bytes) -> dict[str, bytes]:
    """The files of the archive by name; raises UserError where that is no small plain ZIP."""
    if len(data) > MOST_BYTES:
        raise UserError("The pack is larger than {most} MB; it is not read.", most=MOST_BYTES >> 20)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            return _read_all(packed)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError) as error:
        raise UserError("This file is no configuration pack: {name} is missing.", name=_MANIFEST) from error


def _read_all(packed: zipfile.ZipFile) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    left = MOST_BYTES
    for one in packed.infolist():
        name = one.filename
        if name in found or one.is_dir() or one.flag_bits & _ENCRYPTED or one.compress_type not in _METHODS:
            raise UserError("“{name}” cannot be in a configuration pack.", name=name)
        with packed.open(one) as part:
            found[name] = part.read((_SMALL if name in {_MANIFEST, _SIGNATURE} else left) + 1)
        left -= len(found[name])
        if left < 0 or (name in {_MANIFEST, _SIGNATURE} and len(found[name]) > _SMALL):
            raise UserError("The pack is larger than {most} MB; it is not read.", most=MOST_BYTES >> 20)
    return found


def _signed_by(head: bytes, seal: bytes) -> str:
    said = _json(_SIGNATURE, seal)
    key, signature = (said.get("key"), said.get("signature")) if isinstance(said, dict) else (None, None)
    if not isinstance(key, str) or not isinstance(signature, str):
        raise UserError("The pack is not signed: {name} holds no key and signature.", name=_SIGNATURE)
    public = checked_key(key)
    if not verify(public, signature, _PURPOSE + head):
        raise UserError("The signature does not fit the pack: it was changed after it was signed. Nothing was changed "
                        "here.")  # fmt: skip
    return public


def _manifest(said: Any) -> Manifest:
    if not isinstance(said, dict):
        raise UserError("{name}: a table of fields is wanted.", name=_MANIFEST)
    for name, kind in _MANIFEST_FIELDS.items():
        if not isinstance(said.get(name), kind):
            raise UserError("{name}: “{field}” is missing or of another kind.", name=_MANIFEST, field=name)
    for name in said:
        if name not in _MANIFEST_FIELDS:
            raise UserError("{name}: there is no field “{field}”.", name=_MANIFEST, field=name)
    if said["format"] != FORMAT:
        raise UserError("The pack is of format {given}; this program reads {known}. Update the program first.",
                        given=said["format"], known=FORMAT)  # fmt: skip
    texts = [*said["parts"].values(), *said["locks"]]
    if not all(isinstance(one, str) for one in texts):
        raise UserError("{name}: “{field}” is missing or of another kind.", name=_MANIFEST, field="parts, locks")
    kept = {name: said[name] for name in _MANIFEST_FIELDS if name not in {"format", "locks"}}
    return Manifest(**kept, locks=tuple(said["locks"]))


def _items(name: str, data: bytes, part: Part) -> Items:
    rows = _json(name, data)
    if not isinstance(rows, list):
        raise UserError("{name}: a list of items is wanted.", name=name)
    found: dict[str, Any] = {}
    for n, item in enumerate(rows, 1):
        try:
            if not isinstance(item, dict):
                raise UserError("a table of fields is wanted")  # noqa: TRY301 - said with its place below
            key = part.check_item(item)
        except UserError as error:
            raise UserError("{name}, item {n}: {why}", name=name, n=n, why=error.text) from error
        if key in found:
            raise UserError("{name}, item {n}: “{key}” stands there twice.", name=name, n=n, key=key)
        found[key] = item
    return items_by_key(found)


def _json(name: str, data: bytes) -> Any:
    try:
        return json.loads(data.decode(), object_pairs_hook=_once, parse_float=_no_float, parse_constant=_no_float)
    except json.JSONDecodeError as error:
        raise UserError(
            "{name}, line {n}: this is no JSON ({why}).", name=name, n=error.lineno, why=error.msg
        ) from error
    except UnicodeDecodeError as error:
        raise UserError("{name}: this is no text in UTF-8.", name=name) from error
    except RecursionError as error:
        raise UserError("{name}: tables stand too deep in each other.", name=name) from error
    except _WrongError as error:
        raise UserError("{name}: {why}", name=name, why=error.args[0]) from error
    except ValueError as error:  # a whole number of thousands of figures
        raise UserError("{name}: this is no JSON ({why}).", name=name, why=f"{error}") from error


class _WrongError(Exception):
    """What JSON allows and a pack does not, as a Text."""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise _WrongError(_text_of(N_("“{key}” stands there twice."), key=twice))
    return found


def _no_float(text: str) -> Any:
    raise _WrongError(_text_of(N_("“{text}” is no whole number; other numbers are written as texts."), text=text))


def _text_of(msgid: str, **params: object) -> Any:
    return UserError(msgid, **params).text
