"""`nafa loan replay`: loan cases from a file, computed by the calculators of the product.

Needs neither Django nor a database.
"""

import argparse
import gzip
import json
import sys
import traceback
from collections.abc import Mapping
from pathlib import Path

from nafa.interfaces.cli.loan_cases.fields import CaseRefused
from nafa.interfaces.cli.loan_cases.running import answer, cases_of
from nafa.interfaces.cli.shape import Commands
from nafa.runtime.refusals import Refused
from nafa.runtime.words import gettext as _


def register(commands: Commands) -> None:
    """Add the command."""
    summary = _("compute loans without a database")
    loan = commands.add_parser("loan", help=summary, description=summary)
    actions = loan.add_subparsers(metavar=_("ACTION"), required=True)
    summary = _("replay loan cases; one JSON object a line, in the order of the file")
    replay = actions.add_parser(
        "replay",
        help=summary,
        description=summary,
        epilog=_(
            "Each case holds terms and a disbursement, or dated steps. A case that cannot be "
            "computed gives a line that says why; the others go on."
        ),
    )
    replay.add_argument("path", type=Path, metavar="CASES.json", help=_("a file of cases"))
    replay.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Print the answer to every case; 1 when a defect of ours kept a case from its answer."""
    document = _read(args.path)
    defects = 0
    for case in _cases(document, args.path):
        try:
            told = answer(document, case)
        except Exception:
            defects += 1
            traceback.print_exc(file=sys.stderr)
            told = {"id": str(case.get("id")), "snapshots": [], "error": "cases.not_computed"}
        print(json.dumps(told))
    return 1 if defects else 0


def _cases(document: Mapping[str, object], path: Path) -> list[Mapping[str, object]]:
    try:
        return cases_of(document)
    except CaseRefused as refusal:
        raise Refused(
            _("%(path)s holds no list of cases (%(code)s).") % {"path": path, "code": refusal.code},
            _("Give a JSON object whose “cases” is a list of objects."),
        ) from None


def _read(path: Path) -> Mapping[str, object]:
    """The document. Refuses: no such file, not JSON, not an object."""
    try:
        packed = path.suffix == ".gz"
        text = gzip.decompress(path.read_bytes()).decode() if packed else path.read_text()
    except (OSError, UnicodeDecodeError, EOFError) as error:
        raise Refused(
            _("%(path)s cannot be read: %(reason)s") % {"path": path, "reason": error},
            _("Check the name of the file and that it is text in UTF-8."),
        ) from None
    try:
        document = json.loads(text)
    except ValueError as error:
        raise Refused(
            _("%(path)s is not JSON: %(reason)s") % {"path": path, "reason": error},
            _("Correct the file at that place and run the command again."),
        ) from None
    if not isinstance(document, dict):
        raise Refused(
            _("%(path)s holds no list of cases (%(code)s).")
            % {"path": path, "code": "cases.object_wanted"},
            _("Give a JSON object whose “cases” is a list of objects."),
        )
    return document
