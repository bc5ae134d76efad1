"""Is there a newer version of the program: ask the channel, fetch the package, open it, and the settings of that."""

import argparse
from typing import TYPE_CHECKING, Any, Final

from app.cli.output import print_json, print_pairs, progress
from app.core import fleet, signing
from app.core.errors import UserError
from app.core.settings import MachineSettings
from app.core.texts import N_, Texts

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.updates.service import Updates

WORDS: Final = {"updates": N_("whether there is a newer version; fetch its package and open it; where to ask")}
"""What the command does, in words."""


def add_words(name: str, parser: argparse.ArgumentParser, t: Texts) -> None:
    """The words of the command."""
    del name
    acts = ["check", "fetch", "open", "settings"]
    parser.add_argument("what", choices=acts, nargs="?", default="check")
    words = t("settings: the channel, a folder or an https address; empty for none")
    parser.add_argument("--channel", metavar="PLACE", help=words)
    words = t("settings: trust the channel's key whose fingerprint these figures are")
    parser.add_argument("--trust", metavar="FIGURES", help=words)
    parser.add_argument("--forget", metavar="FIGURES", help=t("settings: trust that key no more"))
    words = t("settings: ask by itself once a day, or only when it is told to")
    parser.add_argument("--ask", choices=["daily", "never"], help=words)


def run_updates(args: argparse.Namespace, t: Texts) -> int:
    """``updates check|fetch|open|settings``."""
    from app.updates.service import Updates

    return _ACTS[args.what](Updates(MachineSettings()), args, t)


def _check(updates: "Updates", args: argparse.Namespace, t: Texts) -> int:
    answer = updates.check()
    release, package = answer.release, answer.package
    if args.json:
        ready = updates.ready()
        print_json({
            "version": updates.version, "offered": release.version, "build": release.build, "new": answer.is_new,
            "package": package.name if package else None, "size": package.size if package else None,
            "notes": dict(release.notes), "ready": str(ready.path) if ready else None,
        })  # fmt: skip
    elif not answer.is_new:
        print(t("Version {version} is the newest.", version=updates.version))
    else:
        print(t("Version {offered} is there; this is {version}.", offered=release.version, version=updates.version))
        print(release.said(t.lang))
        if package is None:
            print(t("The channel has no package for this computer."))
    return 0


def _fetch(updates: "Updates", args: argparse.Namespace, t: Texts) -> int:
    ready = updates.fetch(progress(t))
    if args.json:
        print_json({"version": ready.version, "package": str(ready.path)})
    else:
        print(t("Version {version} is fetched and whole: {path}", version=ready.version, path=ready.path))
    return 0


def _open(updates: "Updates", args: argparse.Namespace, t: Texts) -> int:
    ready = updates.open_ready()
    if args.json:
        print_json({"version": ready.version, "package": str(ready.path)})
    else:
        print(t("{path} is handed to the system.", path=ready.path))
    return 0


def _settings(updates: "Updates", args: argparse.Namespace, t: Texts) -> int:
    if args.channel is not None:
        updates.choose(args.channel)
    if args.ask is not None:
        updates.ask_daily(on=args.ask == "daily")
    if args.trust is not None:
        _trust(updates, args.trust)
    if args.forget is not None:
        _forget(updates, args.forget)
    terms = updates.terms()
    found: dict[str, Any] = {
        "channel": terms.channel, "by_policy": terms.by_policy, "ask": "daily" if terms.daily else "never",
        "keys": [{"fingerprint": one.fingerprint, "name": one.name, "by_policy": one.by_policy} for one in terms.keys],
    }  # fmt: skip
    if args.json:
        print_json(found)
        return 0
    keys = ", ".join(f"{one.fingerprint} {one.name}".strip() for one in terms.keys)
    print_pairs({
        t("Update channel"): terms.channel or t("none"),
        t("Set by the policy file"): t("yes") if terms.by_policy else t("no"),
        t("Asks by itself"): t("once a day") if terms.daily else t("never"), t("Trusted keys"): keys or t("none"),
    })  # fmt: skip
    return 0


def _trust(updates: "Updates", figures: str) -> None:
    """Trust the key that signed the channel, if its fingerprint is what the person typed."""
    from app.updates.channel import UntrustedError

    fleet.require_free("trust.keys")
    try:
        updates.check()
    except UntrustedError as found:
        if _plain(signing.fingerprint(found.key)) != _plain(figures):
            raise UserError("The channel is signed by the key {fingerprint}, not by {figures}. Nothing was changed.",
                            fingerprint=signing.fingerprint(found.key), figures=figures) from found  # fmt: skip
        updates.trust(found.key)


def _forget(updates: "Updates", figures: str) -> None:
    found = [one for one in updates.terms().keys if _plain(one.fingerprint) == _plain(figures) and not one.by_policy]
    if not found:
        raise UserError("No key with these figures was accepted on this computer: {figures}", figures=figures)
    signing.forget_key(updates.machine, found[0].public)


def _plain(figures: str) -> str:
    return "".join(figures.split())


_ACTS: "Final[dict[str, Callable[[Updates, argparse.Namespace, Texts], int]]]" = {
    "check": _check, "fetch": _fetch, "open": _open, "settings": _settings,
}  # fmt: skip
COMMANDS: "Final[dict[str, Callable[[argparse.Namespace, Texts], int]]]" = {"updates": run_updates}
"""By name; it works without a workspace."""
