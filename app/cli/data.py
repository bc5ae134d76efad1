"""Commands that take data in and out again."""

import argparse
import json
from dataclasses import asdict
from datetime import datetime
from typing import Any

from app.bootstrap import FEEDS, Desk
from app.cli.output import moment, print_json, print_table, progress, wall
from app.core.errors import UsageError, UserError
from app.core.texts import N_, Text, Texts
from app.governance.rules.queries import rule_titles
from app.imports.batches import Loaded
from app.imports.counts import Counts
from app.imports.load import STAGING
from app.imports.profile import Profile, write_profile
from app.imports.propose import profile_of, propose
from app.imports.queries import list_batches, no_value_words
from app.imports.reasons import short, warning
from app.jobs.pipeline import Ready, sample_file


def run_import(desk: Desk, args: argparse.Namespace, t: Texts) -> int:
    """``import FILE... --profile P``: one batch a file; the first refused file ends the run, earlier ones stay."""
    missing = [path.name for path in args.files if not path.is_file()]
    if missing:
        raise UserError("There is no file “{file}”. Nothing was changed.", file=", ".join(missing))
    found: list[dict[str, Any]] = []
    for path in args.files:
        profile = _profile(desk, args, path.name)
        before = 0
        with desk.pipeline.staged(
            path, profile, progress=progress(t), dates=args.dates or "", extracted_at=args.extracted_at or ""
        ) as ready:
            if args.dry_run:
                seen = desk.pipeline.preview(ready)
                counts, batch, existing = seen.feeds, seen.existing or None, bool(seen.existing)
            else:
                loaded = desk.pipeline.load(ready, progress=progress(t))
                counts, batch, existing = loaded.feeds, loaded.batch_ref, loaded.existing
                before = _corrected_before(desk, loaded)
            words = _no_value_words(desk, ready)
        head = {"file": path.name, "batch": batch, "existing": existing, "corrected_before": before, "words": words}
        found += [head | counts_json(desk, one, t) for one in counts]
    if args.json:
        print_json({"dry_run": args.dry_run, "rows": found})
    else:
        _print_counts(found, t)
    return 0


def _no_value_words(desk: Desk, ready: Ready) -> tuple[str, ...]:
    """What stands where a number or a date belongs and probably means that there is none."""
    with desk.db.read(attach={STAGING: ready.staging}) as session:
        return no_value_words(session)


def _corrected_before(desk: Desk, loaded: Loaded) -> int:
    """How many rows that wait now were corrected when the file was read with an earlier profile."""
    return len(desk.pipeline.corrector.earlier(loaded.batch_id)) if loaded.replaced else 0


def _profile(desk: Desk, args: argparse.Namespace, file_name: str) -> Profile:
    return desk.shelf.find(args.profile) if args.profile else desk.shelf.fitting(file_name)


def counts_json(desk: Desk, counts: Counts, t: Texts) -> dict[str, Any]:
    """The counts of one feed with its reasons in words."""
    feed = desk.feeds[counts.feed]
    with desk.db.read() as session:
        rules = rule_titles(session)
    values = asdict(counts)
    values["reasons"] = [
        {"code": code, "text": t.render(short(code, rules)), "rows": rows}
        for code, rows in sorted(counts.reasons.items())
    ]
    values["warnings"] = [
        {"code": code, "text": t.render(warning(code, feed, rules)), "rows": rows}
        for code, rows in sorted(counts.warnings.items())
    ]
    return values


def _print_counts(found: list[dict[str, Any]], t: Texts) -> None:
    names = ["rows", "loaded", "new", "changed", "unchanged", "hidden", N_("waiting"), "quarantined"]
    headers = [t("file"), t("batch"), t("feed"), *map(t, names)]
    print_table(headers, [[one["file"], one["batch"], one["feed"], *(one[name] for name in names)] for one in found])
    said: set[str] = set()
    for one in found:
        if one["batch"] not in said:  # a file may bring rows of several feeds
            said.add(one["batch"])
            _print_batch(one, t)
        for kind, title in (("reasons", t("put aside")), ("warnings", t("worth a look"))):
            for reason in one[kind]:
                print(f"  {one['feed']} · {title}: {reason['text']} · {reason['rows']}")


def _print_batch(one: dict[str, Any], t: Texts) -> None:
    file, batch, again = one["file"], one["batch"], one["corrected_before"]
    if one["existing"]:
        print(
            t("{file}: the same bytes were taken in already as {batch}; nothing was changed.", file=file, batch=batch)
        )
    if one["words"]:
        listed = json.dumps(one["words"], ensure_ascii=False)
        said = N_("If these words mean “no value”, write under [file] of the profile: missing = {words}")
        print("  " + t(said, words=listed))
    if again:
        words = N_("Rows corrected under the earlier profile wait again: {n}. Take them up: correct {batch} --again")
        print(t(words, n=again, batch=batch))


def run_withdraw(desk: Desk, args: argparse.Namespace, t: Texts) -> int:
    """``withdraw BATCH``."""
    ref = desk.pipeline.withdraw(args.batch, progress=progress(t))
    if args.json:
        print_json({"batch": ref, "state": "withdrawn"})
    else:
        print(t("Batch {batch} was withdrawn; the figures are as if it had never been loaded.", batch=ref))
    return 0


def run_batches(desk: Desk, args: argparse.Namespace, t: Texts) -> int:
    """``batches``: every batch, the newest first."""
    with desk.db.read() as session:
        rows = list_batches(session)
    if args.json:
        print_json({"rows": [{key: value for key, value in asdict(one).items() if key != "id"} for one in rows]})
    else:
        headers = [t("batch"), t("file"), t("profile"), t("state"), t("rows"), t("quarantined"), t("waiting"),
                   t("loaded at"), t("corrects"), t("reason")]  # fmt: skip
        print_table(
            headers,
            [
                [one.ref, one.file_name, one.profile_id, one.state, one.loaded, one.quarantined, one.waiting,
                 wall(moment(datetime.fromisoformat(one.loaded_at))), one.parent_ref, one.reason]
                for one in rows
            ],
        )  # fmt: skip
    return 0


def run_propose(args: argparse.Namespace, t: Texts) -> int:
    """``propose FILE``: the profile that the program would propose, as TOML; no workspace is needed for it."""
    sample = sample_file(args.file)
    found = propose(sample.headers, sample.rows, FEEDS, name=args.file.name)
    best = next((one for one in found if one.feed == args.feed), None) if args.feed else found[0]
    if best is None:
        raise UsageError("There is no feed “{name}”; the feeds are {feeds}.", name=args.feed, feeds=", ".join(FEEDS))
    profile = profile_of(best, id=args.file.stem, source=args.source, name=args.file.name, feed=FEEDS[best.feed])
    if args.json:
        print_json(
            {
                "feed": best.feed,
                "columns": dict(best.columns),
                "computed": dict(best.computed),
                "missing": list(best.missing),
                "toml": write_profile(profile),
            }
        )
    else:
        print(write_profile(profile), end="")
        for name in best.missing:
            print("# " + t("no column was found for {field}", field=Text(FEEDS[best.feed].field(name).title)))
    return 0


def run_profile(desk: Desk, args: argparse.Namespace, t: Texts) -> int:
    """``profile FILE...``: keep profiles in the workspace, so that files are recognised by their names."""
    profiles = [desk.shelf.read(path) for path in args.files]
    desk.shelf.keep(profiles)
    if args.json:
        print_json({"kept": [one.id for one in profiles]})
    else:
        print(t("Kept profiles: {names}", names=", ".join(one.id for one in profiles)))
    return 0
