"""A process that posts without end among known accounts and says what it tried and what was done.

Run as a program: a file to write to, how many sessions, a seed. Everything about a set follows
from its identifier, so that whoever finds it unanswered can send exactly the same again.
"""

import os
import random
import sys
import threading
import time
import traceback
from datetime import date
from uuid import UUID, uuid4

SINGLE, SET = 1, 25
_LOW_BITS = (1 << 62) - 1


def entry_ids(set_id: UUID) -> list[UUID]:
    """The identifiers of a set's entries: one entry, or a set of them."""
    chance = random.Random(set_id.int)
    count = chance.choice((SINGLE, SINGLE, SINGLE, SET))
    high = set_id.int & ~_LOW_BITS
    return [UUID(int=high | chance.getrandbits(62)) for _ in range(count)]


def send(set_id: UUID, accounts: list[UUID], value_date: date, *, key: str) -> None:
    """Post the set through the gate."""
    from factories.journal import post_set
    from nafa.kernel.identity.contexts import system_context
    from nafa.ledger import commands as ledger

    drafts = []
    for entry_id in entry_ids(set_id):
        chance = random.Random(entry_id.int)
        debit, credit = chance.sample(accounts, 2)
        minor = chance.randrange(1, 10_000)
        lines = (ledger.Line(debit, minor, 0, "XOF"), ledger.Line(credit, 0, minor, "XOF"))
        drafts.append(ledger.Draft(entry_id, "test.transfer", value_date, lines))
    post_set(system_context(key=key), drafts=tuple(drafts))


def main(path: str, sessions: int, seed: int) -> None:
    """Post in so many threads until somebody kills the process or the database is gone."""
    import django

    django.setup()
    from nafa.kernel.identity.contexts import business_date
    from nafa.ledger.models import Account

    accounts = sorted(Account.objects.filter(chart_id="6212").values_list("id", flat=True))
    log = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    day = business_date()
    threads = [
        threading.Thread(target=_post_until_killed, args=(log, accounts, day, seed + number))
        for number in range(sessions)
    ]
    threads.append(threading.Thread(target=_extend_until_killed))
    for thread in threads:
        thread.start()


def _extend_until_killed() -> None:
    """The job of the worker beside them: what was posted is taken into the log."""
    from django.db import InterfaceError, OperationalError, close_old_connections

    from nafa.ledger import commands as ledger

    while True:
        try:
            ledger.extend_log(batch=50)
        except (OperationalError, InterfaceError):
            close_old_connections()
        except BaseException:
            traceback.print_exc()
            os._exit(3)
        time.sleep(0.05)


def _post_until_killed(log: int, accounts: list[UUID], day: date, seed: int) -> None:
    from django.db import InterfaceError, OperationalError, close_old_connections

    from nafa.kernel import clock
    from nafa.lib.ids import uuid7_at

    chance = random.Random(seed)
    while True:
        set_id = uuid7_at(clock.now(), chance.getrandbits(74))
        os.write(log, f"try {set_id}\n".encode())
        try:
            send(set_id, accounts, day, key=str(uuid4()))
        except (
            OperationalError,
            InterfaceError,
        ):  # the database went away: what became of the set is not known
            close_old_connections()
            time.sleep(0.05)
            continue
        except BaseException:
            traceback.print_exc()
            os._exit(3)
        os.write(log, f"ack {set_id}\n".encode())


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
