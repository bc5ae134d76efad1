"""Veiled files read as they were written and hold nothing in plain."""

import pickle
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.keys import new_key
from app.core.veiled import VeiledPath, open_veiled, veil_of

WORD = "经销商名单 dealer list".encode()


def test_what_was_written_is_read_at_every_place_and_nothing_lies_in_plain(tmp_path: Path) -> None:
    path, key = tmp_path / "runs", new_key()
    data = b"".join(WORD + bytes([n]) for n in range(200))
    with open_veiled(path, "w+b", key) as file:
        for start in range(0, len(data), 37):
            file.write(data[start : start + 37])
        for start, stop in ((0, 10), (15, 17), (4_000, 4_800), (33, 33)):
            file.seek(start)
            assert file.read(stop - start) == data[start:stop]
    assert path.stat().st_size == len(data)
    assert WORD not in path.read_bytes()
    with open_veiled(path, "rb", key) as file:
        assert file.read() == data


@given(st.lists(st.binary(max_size=70), max_size=12), st.integers(0, 200))
def test_any_pieces_are_read_back_from_anywhere(
    tmp_path_factory: pytest.TempPathFactory, pieces: list[bytes], start: int
) -> None:
    path, key = tmp_path_factory.mktemp("veil") / "file", new_key()
    with open_veiled(path, "wb", key) as file:
        for piece in pieces:
            file.write(piece)
    with open_veiled(path, "rb", key) as file:
        file.seek(start)
        assert file.read() == b"".join(pieces)[start:]


def test_a_veiled_path_is_read_as_text_and_bytes_here_and_in_another_process(tmp_path: Path) -> None:
    path = VeiledPath.under(tmp_path / "原件 1.csv", new_key())
    path.write_bytes("门店,金额\r\n甲,1\r\n".encode("gb18030"))
    there = pickle.loads(pickle.dumps(path))  # noqa: S301 - our own
    for one in (path, there):
        assert one.name == "原件 1.csv"
        assert one.suffix == ".csv"
        assert one.read_bytes().decode("gb18030").startswith("门店")
        with one.open(encoding="gb18030", newline="") as file:
            assert file.readline() == "门店,金额\r\n"
        with one.open("rb", buffering=0) as raw:
            assert raw.read(4) == "门店".encode("gb18030")
    assert "门店".encode("gb18030") not in Path(str(path)).read_bytes()


def test_without_a_key_it_is_the_path_itself(tmp_path: Path) -> None:
    path = tmp_path / "plain"
    assert VeiledPath.under(path, None) is path
    assert veil_of(path) is None
