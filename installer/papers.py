"""What goes with a package: the SBOM (CycloneDX) of exactly what is inside, and the licences of all of it."""

import json
import subprocess
import sys
from collections.abc import Iterable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, Final

from installer.product import ROOT, Stamp, product
from installer.shipped import Part, plain

SBOM: Final = "sbom.cdx.json"
LICENCES: Final = "licences"
NOTICES: Final = "THIRD-PARTY.txt"


def write_papers(folder: Path, found: Sequence[Part], one: Stamp) -> list[Path]:
    """Write SBOM, notices and licence texts into a folder; returns the files. Raises SystemExit where a text lacks."""
    bare = [part.name for part in found if not part.texts]
    if bare:
        raise SystemExit(f"No licence text of: {', '.join(bare)}; put it into installer/licences/NAME/")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / SBOM).write_text(json.dumps(sbom(found, one), indent=1, sort_keys=True) + "\n", encoding="utf-8")
    (folder / NOTICES).write_text(notices(found), encoding="utf-8")
    made = [folder / SBOM, folder / NOTICES]
    for part in found:
        to = folder / LICENCES / part.name
        to.mkdir(parents=True, exist_ok=True)
        for number, text in enumerate(part.texts):
            name = text.name if not (to / text.name).exists() else f"{number}-{text.name}"
            (to / name).write_bytes(text.read_bytes())
            made.append(to / name)
    return made


def notices(found: Iterable[Part]) -> str:
    """The list of everything of others, with its licence and where the text lies."""
    lines = [
        f"{product().name} contains work of others. The texts of their licences lie in the folder “{LICENCES}”.",
        "",
    ]
    lines += [f"{part.name} {part.version}: {' '.join(part.licence.split())}" for part in found]
    return "\n".join(lines) + "\n"


def sbom(found: Sequence[Part], one: Stamp) -> dict[str, Any]:
    """The SBOM of the environment that built, without what is not inside, with what is no distribution."""
    done = subprocess.run(
        [sys.executable, "-m", "cyclonedx_py", "environment", "--pyproject", str(ROOT / "pyproject.toml"),
         "--output-reproducible", "--spec-version", "1.6", "--of", "JSON", sys.executable],
        check=True, capture_output=True, text=True, encoding="utf-8",
    )  # fmt: skip
    made: dict[str, Any] = json.loads(done.stdout)
    inside = {part.name for part in found if part.kind == "python"}
    components = [each for each in made.get("components", ()) if plain(each["name"]) in inside]
    refs = {each["bom-ref"] for each in components}
    lost = inside - {plain(each["name"]) for each in components}
    if lost:
        raise SystemExit(f"The SBOM lacks {', '.join(sorted(lost))}")
    root = made["metadata"]["component"]
    root["version"] = one.version
    root.setdefault("properties", []).append({"name": "channeldesk:build", "value": one.build})
    made["metadata"]["timestamp"] = one.date
    others = [_component(part) for part in found if part.kind != "python"]
    made["components"] = sorted([*components, *others], key=lambda each: str(each["bom-ref"]))
    kept = {*refs, root["bom-ref"]}
    made["dependencies"] = [
        {"ref": each["ref"], "dependsOn": sorted(ref for ref in each.get("dependsOn", ()) if ref in refs)}
        for each in made.get("dependencies", ())
        if each["ref"] in kept
    ]
    _validate(made)
    return made


def _component(part: Part) -> dict[str, Any]:
    licence = {"license": {"name": part.licence}} if " " in part.licence else {"license": {"id": part.licence}}
    return {"type": "library", "bom-ref": part.purl, "name": part.name, "version": part.version, "purl": part.purl,
            "licenses": [licence], "properties": [{"name": "channeldesk:kind", "value": part.kind}]}  # fmt: skip


def _validate(made: dict[str, Any]) -> None:
    """Hold the SBOM against CycloneDX's own schema."""
    schema, validation = import_module("cyclonedx.schema"), import_module("cyclonedx.validation.json")
    fault = validation.JsonStrictValidator(schema.SchemaVersion.V1_6).validate_str(json.dumps(made))
    if fault is not None:
        raise SystemExit(f"The SBOM is not valid: {fault}")
