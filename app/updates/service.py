"""Ask the channel, fetch a package, hand it to the system: three steps, the first of them daily and by itself."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from app import VERSION
from app.core import fleet, migrate, signing
from app.core.clock import Clock, SystemClock
from app.core.errors import UserError
from app.core.lock import FileLock, HolderNote
from app.core.logs import log
from app.core.progress import Progress
from app.core.settings import MachineSettings
from app.core.signing import TrustedKey, trusted_keys
from app.updates.channel import (
    MANIFEST,
    SIGNATURE,
    Package,
    Release,
    UntrustedError,
    read_trusted,
    version_key,
)
from app.updates.fetching import fetch, is_whole
from app.updates.places import place_of
from app.updates.platforms import open_package, this_platform, wanted_kinds
from app.updates.state import DAY, Ready, UpdateState

CHANNEL: Final = "updates.channel"
CHECK: Final = "updates.check"
KEYS: Final = "trust.keys"
"""Names of the policy file."""
_MANIFEST_BYTES: Final = 1 << 20
_SIGNATURE_BYTES: Final = 1 << 12


@dataclass(frozen=True)
class Terms:
    """From where updates come on this computer, and who decides that."""

    channel: str
    by_policy: bool
    daily: bool
    """Whether the program asks by itself, once a day."""
    daily_by_policy: bool
    keys: tuple[TrustedKey, ...]
    only_policy_keys: bool


@dataclass(frozen=True)
class Standing:
    """What a screen says before anybody asked the channel."""

    version: str
    terms: Terms
    checked_at: datetime | None
    ready: Ready | None


@dataclass(frozen=True)
class Answer:
    """What a trusted channel says to this computer."""

    release: Release
    package: Package | None
    """What fits this computer; None where the channel has nothing for it."""
    is_new: bool
    """Whether the version is newer than the one that runs."""


class Updates:
    """Updates of this installation."""

    def __init__(
        self, machine: MachineSettings, *, clock: Clock | None = None, version: str = VERSION,
        platform: str = "", kinds: tuple[str, ...] = (), opener: Callable[[Path], None] = open_package,
    ) -> None:  # fmt: skip
        """All but ``machine`` stands for what this computer is (tests)."""
        self.machine, self.state, self.version = machine, UpdateState(machine), version
        self._clock = clock or SystemClock()
        self._platform, self._kinds = platform or this_platform(), kinds or wanted_kinds()
        self._opener = opener

    # -- settings -----------------------------------------------------------------------------------------------------

    def terms(self) -> Terms:
        """What holds now, by the policy file and by what was chosen here."""
        policy, state = fleet.policy(), self.state
        channel = str(policy.choose(CHANNEL, state.channel or None) or "")
        if CHANNEL in policy.broken:
            channel = ""  # nothing is taken from a place that the administrator may have meant to change
        by_policy = bool(channel) and channel == policy.update_channel
        daily = str(policy.choose(CHECK, "never" if state.off else None) or "daily") == "daily"
        only = policy.is_locked(KEYS)
        keys = trusted_keys(self.machine, policy.trusted_keys, only_policy=only)
        return Terms(channel, by_policy, daily, policy.is_locked(CHECK), keys, only)

    def standing(self) -> Standing:
        """Terms, the last question, and what waits to be opened."""
        return Standing(self.version, self.terms(), self.state.checked_at, self.ready())

    def choose(self, channel: str) -> None:
        """Ask this channel from now on, an empty one for none; raises UserError where it can be none or is locked."""
        fleet.require_free(CHANNEL)
        if channel:
            place_of(channel)
        self.state.keep(channel=channel.strip() or None)

    def ask_daily(self, *, on: bool) -> None:
        """Whether the program asks by itself."""
        fleet.require_free(CHECK)
        self.state.keep(off=None if on else True)

    def trust(self, key: str, name: str = "") -> None:
        """Trust a key from now on, after its fingerprint was compared."""
        fleet.require_free(KEYS)
        signing.accept_key(self.machine, key, name)

    # -- asking -------------------------------------------------------------------------------------------------------

    def check(self) -> Answer:
        """Ask the channel now.

        Raises UntrustedError where its key is not trusted yet, UserError where it cannot be reached, its signature does
        not fit, or what it offers is not to be taken: an older version, a state older than one seen, a wrong clock.
        """
        terms = self.terms()
        if not terms.channel:
            raise UserError("No update channel is named on this computer.")
        now = self._clock.now()
        self.state.keep(checked_at=now.isoformat())
        place = place_of(terms.channel)
        manifest = place.read(MANIFEST, _MANIFEST_BYTES)
        signature = place.read(SIGNATURE, _SIGNATURE_BYTES).decode("ascii", "replace")
        release = read_trusted(manifest, signature, terms.keys)
        self._require_timely(release, now, terms.channel)
        answer = self._answer(release)
        self.state.keep_seen(terms.channel, release.made_at)
        log().info("updates: the channel has %s, this is %s", release.version, self.version)
        return answer

    def check_daily(self) -> Answer | None:
        """Ask once a day where the program may ask by itself; None where it did not, or there is nothing new to say.

        No refusal is raised: offline is no news, and whoever wants to know asks by hand.
        """
        terms = self.terms()
        if not (terms.channel and terms.daily and self.state.is_due(self._clock.now())):
            return None
        try:
            answer = self.check()
        except UserError as error:
            log().info("updates: %s", error.text.msgid)
            return None
        if not answer.is_new or answer.package is None or answer.release.version == self.state.told:
            return None
        self.state.keep(told=answer.release.version)
        return answer

    def _require_timely(self, release: Release, now: datetime, channel: str) -> None:
        if now < release.made_at - DAY:
            raise UserError("This computer's clock stands at {now}, but the channel was signed on {made}: the clock "
                            "was set back. Set it right; until then nothing is taken from the channel.",
                            now=now.date(), made=release.made_at.date())  # fmt: skip
        seen = self.state.seen(channel)
        if seen is not None and release.made_at < seen:
            raise UserError("The channel shows a state of {made}, older than the one of {seen} that this computer has "
                            "seen already: somebody put old files back. Nothing is taken from it.",
                            made=release.made_at.date(), seen=seen.date())  # fmt: skip
        if release.valid_until is not None and now > release.valid_until:
            raise UserError("What the channel says was valid until {day}; it was not signed anew since. Ask your head "
                            "office.", day=release.valid_until.date())  # fmt: skip

    def _answer(self, release: Release) -> Answer:
        offered, ours = version_key(release.version), version_key(self.version)
        if offered < ours:
            raise UserError("The channel offers version {offered}, older than {ours}, which runs here. The program "
                            "never goes back to an older version.",
                            offered=release.version, ours=self.version)  # fmt: skip
        if offered > ours and release.minimum_schema > migrate.head():
            raise UserError("Version {offered} takes over workspaces from format {least} on, this version writes "
                            "{ours}. Install a version in between first.",
                            offered=release.version, least=release.minimum_schema, ours=migrate.head())  # fmt: skip
        return Answer(release, release.package(self._platform, self._kinds), offered > ours)

    # -- fetching and opening -----------------------------------------------------------------------------------------

    def fetch(self, progress: Progress) -> Ready:
        """Ask again, then fetch the newer version's package; raises UserError where there is none."""
        answer = self.check()
        if not answer.is_new:
            raise UserError("Version {version} is the newest.", version=self.version)
        if answer.package is None:
            raise UserError("The channel has version {version}, but no package for {platform}.",
                            version=answer.release.version, platform=self._platform)  # fmt: skip
        path = fetch(place_of(self.terms().channel), answer.package, self.state.folder, progress)
        self.state.keep_ready(answer.release.version, path, answer.package.sha256)
        log().info("updates: %s is here", answer.release.version)
        return Ready(answer.release.version, path, answer.package.sha256)

    def ready(self) -> Ready | None:
        """The package that waits to be opened; one that is no news any more is removed."""
        found = self.state.ready
        if found is None or version_key(found.version) > version_key(self.version):
            return found
        found.path.unlink(missing_ok=True)
        self.state.keep(ready=None)
        return None

    def require_quiet(self, *, own: Path | None = None) -> None:
        """Raise UserError where a workspace of this account is open in another window or is being written.

        ``own`` is the workspace of the window that asks, which closes before the package is opened.
        """
        for path in self._known_workspaces():
            holder = HolderNote(path).read()
            if holder is not None:
                raise UserError("“{name}” is being written just now. Wait until that is done, then open the package.",
                                name=path.name)  # fmt: skip
            if path != own and _is_open(path):
                raise UserError("“{name}” is open in a window. Close it, then open the package.", name=path.name)

    def _known_workspaces(self) -> list[Path]:
        kept = self.machine.read().get("devices")
        by_workspace = kept.values() if isinstance(kept, dict) else ()
        found = {Path(path) for paths in by_workspace if isinstance(paths, dict) for path in paths}
        return sorted(path for path in found if path.exists())

    def open_ready(self, *, own: Path | None = None) -> Ready:
        """Hand the fetched package to the system; raises UserError as ``prepare`` does."""
        found = self.prepare(own=own)
        self.hand_over(found)
        return found

    def prepare(self, *, own: Path | None = None) -> Ready:
        """The package, when nothing is open or written and its hash was looked at once more; raises UserError."""
        found = self.ready()
        if found is None:
            raise UserError("No package is fetched yet.")
        self.require_quiet(own=own)
        if not is_whole(found.path, found.sha256):
            found.path.unlink(missing_ok=True)
            self.state.keep(ready=None)
            raise UserError("The fetched package {name} was changed on this computer. It is removed; fetch it again.",
                            name=found.path.name)  # fmt: skip
        return found

    def hand_over(self, ready: Ready) -> None:
        """Let the system open what ``prepare`` gave."""
        log().info("updates: %s is handed to the system", ready.version)
        self._opener(ready.path)


def _is_open(path: Path) -> bool:
    """Whether a window has the workspace: the lock of its file is taken."""
    file = path.with_name(path.name + "-window")
    if not file.exists():
        return False
    lock = FileLock(file)
    try:
        free = lock.acquire()
    except UserError:  # not ours to write: nothing is known
        return False
    lock.release()
    return not free


__all__ = ["Answer", "Ready", "Standing", "Terms", "UntrustedError", "Updates"]
