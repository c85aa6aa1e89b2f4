"""`nafa sbom`: of what the program is made, as CycloneDX; the same lock gives the same bytes."""

import argparse
import hashlib
import json
import re
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path
from typing import Any, NamedTuple
from uuid import NAMESPACE_URL, uuid5

from nafa.interfaces.cli.shape import Commands
from nafa.runtime.refusals import Refused
from nafa.runtime.words import gettext as _

LOCK = Path(__file__).parents[4] / "requirements.lock"
_PINNED = re.compile(r"^([A-Za-z0-9._-]+)==([^ ;\\]+)")
_HASHED = re.compile(r"--hash=sha256:([0-9a-f]{64})")
PURPOSE = "urn:nafa:sbom:"


class Package(NamedTuple):
    """A package of the lock, with the digests under which it may be taken."""

    name: str
    version: str
    digests: tuple[str, ...]


def register(commands: Commands) -> None:
    """Add the command."""
    summary = _("list the packages that the program is made of (CycloneDX)")
    parser = commands.add_parser("sbom", help=summary, description=summary)
    parser.add_argument("--lock", type=Path, default=LOCK, help=_("file with the fixed versions"))
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Write it out."""
    try:
        text = args.lock.read_text()
    except OSError:
        raise Refused(
            _("The file with the fixed versions cannot be read."),
            _("Run this in the folder of the sources, or name the file with --lock."),
        )
    json.dump(bill_of(text), sys.stdout, indent=1, sort_keys=True)
    sys.stdout.write("\n")
    return 0


def packages_of(lock: str) -> Iterator[Package]:
    """The packages in the order of the lock. Refuses: a package without a digest."""
    for part in re.split(r"\n(?=[A-Za-z0-9])", lock):
        found = _PINNED.match(part)
        if found is None:
            continue
        digests = tuple(sorted(_HASHED.findall(part)))
        if not digests:
            raise Refused(
                _("%(name)s has no digest in the lock.") % {"name": found.group(1)},
                _("Make the locks anew: tools/make_locks"),
            )
        yield Package(found.group(1), found.group(2), digests)


def bill_of(lock: str) -> dict[str, Any]:
    """The bill of materials of a lock, in CycloneDX 1.6."""
    digest = hashlib.sha256(lock.encode()).hexdigest()
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid5(NAMESPACE_URL, PURPOSE + digest)}",
        "version": 1,
        "metadata": {
            "component": {
                "type": "application", "bom-ref": "nafa", "name": "nafa",
                "licenses": [{"license": {"id": "Apache-2.0"}}],
            },
            "properties": [{"name": "nafa:lock:sha256", "value": digest}],
        },
        "components": [_component(one) for one in packages_of(lock)],
    }  # fmt: skip


def _component(package: Package) -> dict[str, Any]:
    address = f"pkg:pypi/{package.name}@{package.version}"
    found: dict[str, Any] = {
        "type": "library", "bom-ref": address, "name": package.name,
        "version": package.version, "purl": address,
        "properties": [{"name": "nafa:sha256", "value": one} for one in package.digests],
    }  # fmt: skip
    if words := _licence(package):
        found["licenses"] = [{"license": {"name": words}}]
    return found


def _licence(package: Package) -> str:
    """What the installed package of this very version says; nothing where another is installed."""
    try:
        told = metadata(package.name)
    except PackageNotFoundError:
        return ""
    if told["Version"] != package.version:
        return ""
    named = [
        one.rsplit(" :: ", 1)[-1]
        for one in told.get_all("Classifier") or ()
        if one.startswith("License :: OSI Approved ::")
    ]
    return ", ".join(told.get_all("License-Expression") or named)
