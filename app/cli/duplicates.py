"""Possible duplicates on the command line: the list, merging two, saying that two are two."""

import argparse

from app.bootstrap import Desk
from app.cli.output import print_json, progress
from app.core.errors import UsageError
from app.core.texts import Texts
from app.dealers.queries import find_party
from app.dealers.service import EDITABLE
from app.governance.duplicates.queries import Candidate, Side, chosen_titles, find_candidates
from app.jobs.duplicates import keep_dealers_apart, merge_dealers


def run_duplicates(desk: Desk, args: argparse.Namespace, t: Texts) -> int:
    """``duplicates``: pairs that are probably one, and what speaks for it; ``--apart A B`` says that two are two."""
    if args.apart:
        with desk.db.read() as session:
            one, other = (find_party(session, word) for word in args.apart)
        keep_dealers_apart(desk.db, one_id=one.id, other_id=other.id, reason=args.reason or "")
        if args.json:
            print_json({"apart": [one.ref, other.ref]})
        else:
            print(t("{other} is not {dealer}", dealer=one.name, other=other.name))
        return 0
    with desk.db.read() as session:
        found = find_candidates(session, progress(t))
    if args.json:
        print_json({
            "threshold": round(found.threshold, 2), "parties": found.parties, "apart": found.apart,
            "pairs": [_pair(one) for one in found.rows],
        })  # fmt: skip
        return 0
    print(t("Possible duplicates: {n} among {parties}; said to be different: {apart}",
            n=len(found.rows), parties=found.parties, apart=found.apart))  # fmt: skip
    for pair in found.rows:
        print(f"\n{_called(pair.one)}  =?  {_called(pair.other)}")
        print("  " + t("Together {bits} bits; from {threshold} on a pair is listed",
                       bits=f"{pair.bits:.1f}", threshold=f"{found.threshold:.1f}"))  # fmt: skip
        if pair.two_names:
            print("  " + t("One credit code under two names: a former name, or a dealer who supplies us too?"))
        for sentence in pair.sentences:
            print("  " + t.render(sentence))
    return 0


def run_merge(desk: Desk, args: argparse.Namespace, t: Texts) -> int:
    """``merge A B``: B becomes A; what A lacks it has from B, or just the fields that ``--take`` names."""
    take = None if args.take is None else [name.strip() for name in args.take.split(",") if name.strip()]
    unknown = set(take or ()) - set(EDITABLE)
    if unknown:
        raise UsageError("“{name}” is none of: {known}", name=min(unknown), known=", ".join(EDITABLE))
    with desk.db.read() as session:
        one, other = find_party(session, args.survivor), find_party(session, args.other)
    merged = merge_dealers(desk.db, survivor_id=one.id, other_id=other.id, take=take, progress=progress(t))
    if args.json:
        print_json({"survivor": one.ref, "merged": other.ref, "taken": list(merged.taken), "moved": dict(merged.moved)})
        return 0
    print(t("{other} ({code}) is {dealer} now.", other=other.name, code=other.code, dealer=merged.name))
    if merged.taken:
        print(t("Taken from it: {fields}", fields=", ".join(map(t.render, chosen_titles(merged.taken)))))
    print(t("Records led over: {n}. Undo makes two of them again.", n=sum(merged.moved.values())))
    return 0


def _called(one: Side) -> str:
    return f"{one.name} ({one.codes or one.ref})"


def _pair(one: Candidate) -> dict[str, object]:
    return {
        "one": _said(one.one), "other": _said(one.other), "bits": round(one.bits, 2), "two_names": one.two_names,
        "weights": [
            {"field": part.field, "level": part.level, "bits": round(part.bits, 2), "one": list(part.one),
             "other": list(part.other)}
            for part in one.said if part.level != "missing"
        ],
    }  # fmt: skip


def _said(one: Side) -> dict[str, str]:
    return {"ref": one.ref, "code": one.codes, "name": one.name, "role": one.role}
