"""Local https: an authority and a certificate of this machine, made once and kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from survey_app.errors import Problem, Rejected
from survey_app.interchange import certificates
from survey_app.interchange.certificates import Pair


@dataclass(frozen=True, slots=True)
class Identity:
    """Files by which this machine proves who it is; the authority's goes to devices."""

    authority: Path
    certificate: Path
    key: Path

    @property
    def fingerprint(self) -> str:
        """Return the authority's SHA-256 as devices show it."""
        return certificates.fingerprint(self.authority.read_bytes())


def identity(folder: Path, names: Sequence[str], label: str, now: datetime) -> Identity:
    """Return the machine's files for these names, made or renewed where needed.

    The authority stays, so that devices which trust it go on doing so. Raise Rejected
    for names outside local networks.
    """
    if foreign := [name for name in names if not certificates.is_local(name)]:
        raise Rejected(
            [Problem("--name", "https.not_local", {"name": name}) for name in foreign]
        )
    authority = _kept(folder, "authority")
    if authority is None:
        authority = certificates.authority(label, now)
        _keep(folder, "authority", authority)
    own = _kept(folder, "server")
    if own is None or not certificates.covers(own.certificate, names, now):
        _keep(folder, "server", certificates.certificate(authority, names, now))
    return Identity(
        folder / "authority.crt", folder / "server.crt", folder / "server.key"
    )


def _kept(folder: Path, name: str) -> Pair | None:
    files = [folder / f"{name}.crt", folder / f"{name}.key"]
    if not all(file.is_file() for file in files):
        return None
    return Pair(*(file.read_bytes() for file in files))


def _keep(folder: Path, name: str, pair: Pair) -> None:
    """Keep a pair; its key is readable by its owner only."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    key = folder / f"{name}.key"
    key.touch(mode=0o600)
    key.write_bytes(pair.key)
    (folder / f"{name}.crt").write_bytes(pair.certificate)
