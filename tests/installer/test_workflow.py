"""The public workflow builds and tries every platform of the description, by scripts that exist, without a secret."""

import importlib
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from installer.product import ROOT, product
from tests.installer.workflow import read

FILE = ROOT / ".github" / "workflows" / "packages.yml"


@pytest.fixture(scope="module")
def job() -> dict[str, Any]:
    """The one job."""
    (found,) = read(FILE.read_text(encoding="utf-8"))["jobs"].values()
    assert isinstance(found, dict)
    return found


def lines(job: dict[str, Any]) -> list[str]:
    return [line.strip() for step in job["steps"] for line in str(step.get("run") or "").splitlines()]


def test_every_platform_of_the_description_is_built_and_no_other(job: dict[str, Any]) -> None:
    matrix = job["strategy"]["matrix"]["include"]
    assert sorted(one["platform"] for one in matrix) == sorted(product().platforms)
    systems = {"windows": "windows-", "macos": "macos-", "linux": "ubuntu-"}
    for one in matrix:
        system, _, machine = one["platform"].partition("-")
        assert one["runner"].startswith(systems[system]), one
        assert one["runner"].endswith("latest") is False, "a name that changes under us is no description"
        assert ("arm" in one["runner"]) == (machine == "arm64" and system == "linux")
        assert one["built"] == f"dist/{product().name}" + (".app" if system == "macos" else "")


def test_each_machine_builds_then_tries_then_keeps(job: dict[str, Any]) -> None:
    steps = job["steps"]
    always = [step for step in steps if "if" not in step]
    names = [str(step.get("run") or step.get("uses")).split("@")[0] for step in always]
    build, smoke, keep = (next(n for n, one in enumerate(names) if word in one)
                          for word in ("installer.build", "installer.smoke", "upload-artifact"))  # fmt: skip
    assert build < smoke < keep
    tried = {step["if"].split("'")[1] for step in steps if "if" in step and "env." not in step["if"]}
    assert tried == {"Windows", "macOS", "Linux"}, "what each system installs is tried there"


def test_no_secret_is_needed_to_build(job: dict[str, Any]) -> None:
    for step in job["steps"]:
        if "secrets." in str(step):
            assert re.search(r"env\.\w+ != ''", step["if"]), step["name"]
    assert read(FILE.read_text(encoding="utf-8"))["permissions"] == {"contents": "read"}


def test_actions_of_others_are_pinned_to_a_commit(job: dict[str, Any]) -> None:
    uses = [step["uses"] for step in job["steps"] if "uses" in step]
    assert uses
    assert [one for one in uses if not re.fullmatch(r"actions/[\w-]+@[0-9a-f]{40}", one)] == []


def test_the_commands_exist_and_take_these_words(job: dict[str, Any]) -> None:
    called = [found for line in lines(job) if (found := re.match(r"python -m (\S+)(.*)", line))]
    assert {found[1] for found in called} >= {"installer.build", "installer.smoke"}
    for found in called:
        said = subprocess.run(
            [sys.executable, "-m", found[1], "--help"], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
        ).stdout
        for option in re.findall(r"--\w+", found[2]):
            assert option in said, f"{found[1]} knows no {option}"
    for line in lines(job):
        for path in re.findall(r"\./(tools/\S+)", line):
            assert (ROOT / path).is_file(), path


def test_what_is_signed_is_what_the_scripts_ask_for(job: dict[str, Any]) -> None:
    set_here = set(re.findall(r"(CHANNELDESK_[A-Z]+)=", "\n".join(lines(job))))
    windows, macos = (importlib.import_module(f"installer.{one}.package") for one in ("windows", "macos"))
    assert set_here == {windows.SIGN, macos.IDENTITY, macos.NOTARY}


def test_what_is_kept_is_what_the_builds_leave(job: dict[str, Any]) -> None:
    from installer.macos.package import image_name

    (kept,) = [step["with"]["path"].split() for step in job["steps"] if "upload-artifact" in step.get("uses", "")]
    made = ("x-setup.exe", image_name("1.0", "arm64"), "x.deb", "x.tar.xz")
    for name in made:
        assert any(Path(f"dist/{name}").match(pattern) for pattern in kept), name


@pytest.mark.parametrize("text", ["a: 1\na: 2", "a:\n  - b\n c: d", "plain words"])
def test_what_is_no_workflow_is_not_read(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read(text)
