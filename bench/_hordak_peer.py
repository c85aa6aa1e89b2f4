"""django-hordak posting transfers, run by the benchmark of the ledger in an environment of its own.

Argument: the database's address. Reads lines `single N` and `together N` and answers each with the
transfers a second; the end of its input ends it. This program knows nothing of Nafa.
"""

import json
import random
import sys
import time
from typing import Any

import django
from django.conf import settings
from psycopg.conninfo import conninfo_to_dict

ACCOUNTS = 20


def main(address: str) -> None:
    """Set hordak up in an empty database, warm up, then measure its `transfer_to` when asked."""
    known = conninfo_to_dict(address)
    settings.configure(
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.postgresql",
                "NAME": known["dbname"],
                "USER": known.get("user"),
                "PASSWORD": known.get("password"),
                "HOST": known.get("host"),
                "PORT": known.get("port"),
            }
        },
        INSTALLED_APPS=[
            "django.contrib.contenttypes", "django.contrib.auth", "mptt", "hordak",
        ],
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        DEFAULT_CURRENCY="EUR",
        CURRENCIES=["EUR"],
        HORDAK_INTERNAL_CURRENCY="EUR",
        USE_TZ=True,
        SECRET_KEY="only for this run",
    )  # fmt: skip
    django.setup()
    from django.core.management import call_command
    from django.db import connection, transaction
    from hordak.models import Account

    call_command("migrate", verbosity=0)
    accounts = [
        Account.objects.create(name=f"a{n}", code=str(n), type="AS", currencies=["EUR"])
        for n in range(ACCOUNTS)
    ]
    transfers(accounts, 50)
    print(json.dumps(settings_of(connection)), flush=True)
    for line in sys.stdin:
        way, count = line.split()
        if way == "single":
            rate = transfers(accounts, int(count))
        else:
            with transaction.atomic():
                rate = transfers(accounts, int(count))
        print(rate, flush=True)


def settings_of(connection: Any) -> dict[str, str]:
    """What its session is bound to."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('synchronous_commit'), current_setting('fsync')")
        return dict(zip(("synchronous_commit", "fsync"), cursor.fetchone(), strict=True))


def transfers(accounts: list[Any], count: int) -> float:
    """So many transfers among the accounts; how many a second."""
    from moneyed import Money

    chance = random.Random(count)
    begun = time.perf_counter()
    for _ in range(count):
        source, target = chance.sample(accounts, 2)
        source.transfer_to(target, Money(chance.randrange(1, 10_000), "EUR"))
    return count / (time.perf_counter() - begun)


if __name__ == "__main__":
    main(sys.argv[1])
