"""The administrator's manual: both languages give the same commands, and those that need no root hold, word by word.

The whole of it runs in a clean system with the package installed (``make packages``).
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import mkdtemp

import pytest

import main
from app.core.fleet_file import read_bytes
from app.core.settings import HOME_VARIABLE
from installer.manual import (
    ADMIN,
    COMMANDS,
    KINDS,
    LANGUAGES,
    OTHERS,
    SHELL,
    TABLE,
    blocks,
    chapters,
    command_table,
    run,
    script,
    shell_blocks,
)  # fmt: skip

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
NEAR = 4
"""Lines before and after a block within which its kind is said."""


def test_both_languages_have_the_same_chapters_and_none_is_left_out() -> None:
    named = [chapters(lang) for lang in LANGUAGES]
    assert named[0] == named[1]
    for lang in LANGUAGES:
        assert {one.name for one in (ADMIN / lang).glob("*.md")} == set(named[0])


def test_both_languages_give_the_same_commands_in_the_same_order() -> None:
    english, chinese = ([(one.chapter, one.kind, one.commands) for one in shell_blocks(lang)] for lang in LANGUAGES)
    assert english == chinese


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_block_is_of_a_known_kind_and_the_text_says_which(lang: str) -> None:
    for one in blocks(lang):
        assert one.language == SHELL or one.language in OTHERS, f"{one.place}: a block of no known language"
        if one.language != SHELL or not one.kind:
            continue
        word = KINDS[one.kind][LANGUAGES.index(lang)]
        lines = (ADMIN / lang / one.chapter).read_text(encoding="utf-8").splitlines()
        after = one.line + one.text.count("\n") + 2
        near = [*lines[max(one.line - 1 - NEAR, 0) : one.line - 1], *lines[after : after + NEAR]]
        assert word in " ".join(near).lower(), f"{one.place}: say that it needs “{word}”"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_policies_that_the_manual_shows_are_sound(lang: str) -> None:
    shown = [one.text for one in blocks(lang, ["policy.md"]) if one.language == "toml"]
    commands = "\n".join(one.text for one in shell_blocks(lang))
    shown += re.findall(r"policy\.toml <<'END'\n(.*?)\nEND", commands, re.DOTALL)
    assert len(shown) > 1
    assert [str(fault.text) for words in shown for fault in read_bytes(words.encode()).faults] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_command_is_in_the_table_as_the_program_tells_it(lang: str) -> None:
    words = (ADMIN / lang / COMMANDS).read_text(encoding="utf-8")
    assert words.partition(TABLE)[2] == f"{command_table(lang)}\n", "python -m installer.manual --write-commands"
    assert set(re.findall(r"^\| `([\w-]+)` ", words, re.MULTILINE)) == main.COMMANDS


def test_the_script_is_a_shells_and_says_what_it_leaves_out() -> None:
    words = script("en", ())
    assert subprocess.run(["/bin/bash", "-n"], input=words, text=True, check=False).returncode == 0
    assert "is not run here (root)" in words
    assert "is not run here" not in script("en", KINDS)


@pytest.fixture
def program(tmp_path: Path) -> Iterator[dict[str, str]]:
    """``channeldesk`` on the path, from the source, with an account's folder of its own.

    One process imports the program; each command runs in a fork of it, which spares the seconds that imports take.
    """
    folder, socket = tmp_path / "bin", Path(mkdtemp()) / "s"  # a short path: a socket's name has 107 characters at most
    folder.mkdir()
    starter = folder / "channeldesk"
    starter.write_text(
        f'#!/bin/sh\nexec "{sys.executable}" -S -E "{HERE / "forking.py"}" ask "{socket}" "$@"\n', encoding="utf-8"
    )
    starter.chmod(0o755)
    path = f"{folder}{os.pathsep}{os.environ['PATH']}"
    home = tmp_path / "person"  # never that of who runs the tests: the last chapter removes what an account keeps
    home.mkdir()
    environment = dict(os.environ) | {
        "HOME": str(home),
        "PATH": path, HOME_VARIABLE: str(tmp_path / "account"), "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT),
    }  # fmt: skip
    words = [sys.executable, str(HERE / "forking.py"), "serve", str(socket)]
    with subprocess.Popen(words, env=environment, cwd=ROOT, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        assert server.stdout.readline() == "ready\n"
        yield environment
        server.terminate()
    shutil.rmtree(socket.parent)


@pytest.mark.skipif(sys.platform != "linux", reason="a shell of Linux")
def test_the_commands_that_need_no_root_hold(template: Path, tmp_path: Path, program: dict[str, str]) -> None:
    work = tmp_path / "work"
    work.mkdir()
    shutil.copy(template, work / "region.cdesk")
    for tail in (".files",):
        shutil.copy(template.with_suffix(tail), work / f"region{tail}")
    done = run("en", work, environment=program)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "== the manual holds" in done.stdout


def test_a_command_that_fails_is_named_with_its_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for lang in LANGUAGES:
        shutil.copytree(ADMIN / lang, tmp_path / lang)
    page = tmp_path / "en" / "policy.md"
    page.write_text("# x\n\n```sh\ntrue\n```\n\n```sh\nfalse\n```\n", encoding="utf-8")
    monkeypatch.setattr("installer.manual.ADMIN", tmp_path)
    done = run("en", tmp_path, only=("policy.md",))
    assert done.returncode != 0
    assert "FAILED in policy.md:7: false" in done.stderr
