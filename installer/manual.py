"""The commands of the administrator's manual, taken out of ``docs/admin`` word by word, in its order, as one script.

``python -m installer.manual --with root,slow > manual.sh`` writes what a clean system runs.
Blocks of other languages (Windows, macOS, files to copy) are not for a shell and are left out; a block whose kind is
not asked for is named in the output as not run.
"""

import argparse
import re
import subprocess
import sys
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Final

ADMIN: Final = Path(__file__).parents[1] / "docs" / "admin"
LANGUAGES: Final = ("en", "zh")
SHELL: Final = "sh"
KINDS: Final[dict[str, tuple[str, str]]] = {
    "root": ("root", "root"), "slow": ("minute", "分钟"), "network": ("network", "网络"), "source": ("source", "源码"),
}  # fmt: skip
"""What may stand behind ``sh``, and the word by which the text around says so to a reader, in English and Chinese."""
OTHERS: Final = frozenset({"toml", "bat", "powershell", "zsh", "json", "text", "csv"})
"""Blocks that are no commands of a Linux shell."""
COMMANDS: Final = "commands.md"
TABLE: Final = "<!-- python -m installer.manual --write-commands -->\n\n"
"""Below it stands the table of every command, to the end of the chapter."""
_FENCE: Final = re.compile(r"^\s*```(?P<words>.*)$")
_LINK: Final = re.compile(r"\]\((?P<name>[\w-]+\.md)\)")


@dataclass(frozen=True)
class Block:
    """A fenced block of a chapter."""

    chapter: str
    line: int
    language: str
    kind: str
    text: str

    @property
    def place(self) -> str:
        """Where it stands, for whoever has to mend it."""
        return f"{self.chapter}:{self.line}"

    @property
    def commands(self) -> str:
        """The text without remarks, which each language has of its own."""
        lines = (re.sub(r"\s+# .*$", "", line) for line in self.text.splitlines() if not line.startswith("# "))
        return "\n".join(lines)


def chapters(lang: str) -> list[str]:
    """The chapters in the order in which the contents name them, the contents first."""
    index = (ADMIN / lang / "index.md").read_text(encoding="utf-8")
    return list(dict.fromkeys(["index.md", *_LINK.findall(index)]))


def blocks(lang: str, only: Collection[str] = ()) -> Iterator[Block]:
    """Every fenced block of a language's manual, in order."""
    for chapter in chapters(lang):
        if not only or chapter in only:
            yield from _of_chapter(chapter, (ADMIN / lang / chapter).read_text(encoding="utf-8"))


def _of_chapter(chapter: str, words: str) -> Iterator[Block]:
    begun, held, head = 0, list[str](), ""
    for number, line in enumerate(words.splitlines(), 1):
        fence = _FENCE.match(line)
        if fence is None:
            held.append(line)
        elif begun:
            language, _, kind = head.partition(" ")
            yield Block(chapter, begun, language, kind.strip(), "\n".join(held))
            begun = 0
        else:
            begun, held, head = number, [], fence["words"].strip()


def shell_blocks(lang: str, only: Collection[str] = ()) -> list[Block]:
    """Those that a Linux shell runs."""
    return [one for one in blocks(lang, only) if one.language == SHELL]


def script(lang: str, kinds: Collection[str], only: Collection[str] = ()) -> str:
    """One script of all blocks whose kind is asked for; it stops at the first command that fails and says where."""
    parts = [
        "#!/bin/bash", "# Taken out of docs/admin; do not edit.", "set -euo pipefail", 'at="the beginning"',
        "trap 'echo \"FAILED in $at: $BASH_COMMAND\" >&2' ERR",
    ]  # fmt: skip
    for one in shell_blocks(lang, only):
        if one.kind and one.kind not in kinds:
            parts.append(f'echo "-- {one.place} is not run here ({one.kind})"')
        else:
            parts += [f'at="{one.place}"; echo "== $at"', one.text]
    return "\n".join([*parts, 'echo "== the manual holds"', ""])


def run(
    lang: str, folder: Path, *, kinds: Collection[str] = (), only: Collection[str] = (),
    environment: Mapping[str, str] | None = None,
) -> subprocess.CompletedProcess[str]:  # fmt: skip
    """Run it in a folder; it is read from a file, for commands may read what is piped to them."""
    with NamedTemporaryFile("w", suffix=".sh", encoding="utf-8") as file:
        file.write(script(lang, kinds, only))
        file.flush()
        return subprocess.run(
            ["/bin/bash", file.name], cwd=folder, env=environment, stdin=subprocess.DEVNULL, capture_output=True,
            text=True, check=False,
        )  # fmt: skip


def command_table(lang: str) -> str:
    """Every command with what it does, as ``channeldesk --help`` says it."""
    from app.cli.parser import build_parser
    from app.core.texts import language_of

    parser = build_parser(language_of(lang))
    found = [one for one in parser._actions if isinstance(one, argparse._SubParsersAction)]  # noqa: SLF001 - no other way
    rows = [f"| `{one.dest}` | {one.help} |" for one in found[0]._get_subactions()]  # noqa: SLF001
    head = {"en": "| Command | What it does |", "zh": "| 命令 | 作用 |"}[lang]
    return "\n".join([head, "|---|---|", *sorted(rows)])


def write_command_tables() -> None:
    """Put the table of every command into both languages' chapter."""
    for lang in LANGUAGES:
        path = ADMIN / lang / COMMANDS
        words = path.read_text(encoding="utf-8")
        path.write_text(words[: words.index(TABLE) + len(TABLE)] + command_table(lang) + "\n", encoding="utf-8")


def main(words: Sequence[str]) -> int:
    """Print the script."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lang", choices=LANGUAGES, default=LANGUAGES[0])
    told = f"kinds of blocks beside plain ones: {', '.join(KINDS)}"
    parser.add_argument("--with", dest="kinds", default="", help=told)
    parser.add_argument("--chapters", default="", help="only these, with commas between")
    parser.add_argument("--write-commands", action="store_true", help="write the table of every command anew instead")
    args = parser.parse_args(words)
    if args.write_commands:
        write_command_tables()
        return 0
    kinds, only = (tuple(filter(None, one.split(","))) for one in (args.kinds, args.chapters))
    sys.stdout.write(script(args.lang, kinds, only))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
