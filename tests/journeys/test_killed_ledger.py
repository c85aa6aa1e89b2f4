"""The database and those who post are killed again and again: nothing told is lost or doubled."""

import json
import os
import random
import time
from collections.abc import Iterator
from hashlib import sha256
from uuid import UUID

import pytest

from factories.poster import entry_ids
from factories.site import Site, a_site

pytestmark = pytest.mark.slow
KILLS = 100 if os.environ.get("NAFA_SLOW") else 8
RETRY = """
import sys, django
django.setup()
from uuid import UUID, uuid4
from factories.poster import send
from nafa.kernel.identity.contexts import business_date
from nafa.ledger.models import Account
accounts = sorted(Account.objects.filter(chart_id="6212").values_list("id", flat=True))
for word in sys.stdin.read().split():
    send(UUID(word), accounts, business_date(), key=str(uuid4()))
"""

EXTEND_AND_COMPARE = """
import json, sys, django
django.setup()
from nafa.ledger import commands
from nafa.ledger.calc.tlog.merkle import verify_consistency
from nafa.ledger.queries.log import state
size, root = json.load(sys.stdin)
commands.extend_log()
latest = state.latest_checkpoint()
verify_consistency(old=size, new=latest.size, old_root=bytes.fromhex(root),
                   new_root=latest.root, path=state.consistency(size, latest.size))
print(json.dumps([latest.size, latest.root.hex()]))
"""


@pytest.fixture
def site() -> Iterator[Site]:
    with a_site() as made:
        yield made


@pytest.mark.timeout(60 * KILLS)
def test_killed_at_random_the_ledger_keeps_every_entry_it_told_of_once(site: Site) -> None:
    chance = random.Random(17)
    settled: set[UUID] = set()
    checkpoint = json.dumps([0, sha256(b"").hexdigest()])
    with site.server.in_use():
        for number in range(KILLS):
            known = site.told_count()  # sets that were sent again are settled, not told of
            site.post_in_the_background(seed=1_000 * number)
            wait_until_busy(site, more_than=known)
            time.sleep(chance.uniform(0, 0.7))
            if chance.random() < 0.7:
                site.kill_database()
            if chance.random() < 0.5:
                site.kill_poster()
            if site.server.start() and site.poster is not None:  # it goes on by itself
                wait_until_busy(site, more_than=site.told_count())
            site.kill_poster()
            checkpoint = site.python(EXTEND_AND_COMPARE, said=checkpoint)
            settled = settle(site, settled)

    assert len(settled) > KILLS
    assert json.loads(checkpoint)[0] > KILLS


def wait_until_busy(site: Site, *, more_than: int) -> None:
    """Until somebody was told of a new entry: a kill before that would prove little."""
    deadline = time.monotonic() + 60
    while site.told_count() <= more_than:
        assert site.poster is not None
        assert site.poster.poll() is None, (site.folder / "posters.log").read_text()[-2_000:]
        assert time.monotonic() < deadline, (site.folder / "posters.log").read_text()[-2_000:]
        time.sleep(0.05)


def settle(site: Site, settled: set[UUID]) -> set[UUID]:
    """Compare what was told with what is there; send again what nobody was told of."""
    site.wait_until_nobody_posts()
    done, open_ = site.told()
    found = site.posted()
    there = set(found)
    assert len(found) == len(there), "an entry is there twice"
    missing = [one for one in done | settled if not there.issuperset(entry_ids(one))]
    assert missing == [], "told of, but not there"
    torn = [one for one in open_ if 0 < len(there & set(entry_ids(one))) < len(entry_ids(one))]
    assert torn == [], "a set is there in part"
    known = {entry_id for one in done | open_ for entry_id in entry_ids(one)}
    assert there <= known, "nobody sent this"

    again = open_ - settled
    site.python(RETRY, said="\n".join(str(one) for one in sorted(again)))
    everything = site.posted()
    assert len(everything) == len(set(everything)), "a retry doubled an entry"
    assert set(everything) == known, "a retry did not settle its set"
    assert json.loads(site.nafa("ledger", "verify", "--json"))["is_sound"]
    return done | again
