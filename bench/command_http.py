"""Repayments over HTTP (right, audit, key, allocation, posting), against the same in process."""

import json
import os
import statistics
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID, uuid4

import django

django.setup()

import httpx  # noqa: E402
from _measuring import institution_of, machine  # noqa: E402

from nafa.kernel.identity.contexts import context_for  # noqa: E402
from nafa.kernel.models import User  # noqa: E402
from nafa.lending import commands as lending  # noqa: E402
from nafa.lending import queries  # noqa: E402
from nafa.lib.money import Money  # noqa: E402
from nafa.payments import commands as payments  # noqa: E402
from nafa.runtime.demo import catalogue  # noqa: E402

PORT = 8765
TELLER = "awa.diop"


def main(count: int) -> None:
    """As many repayments of one teller, each on a loan of its own."""
    figures: dict[str, object] = {"benchmark": "command-http", "machine": machine()}
    stage = institution_of(max(count * 3, 1_000))
    teller = User.objects.get(username=TELLER)
    branch_id = stage.branches["01"]
    context = context_for(teller, channel="web", key="open", branch_id=branch_id)
    payments.open_session(context, till_id=stage.tills["01"])
    loans = [row.id for row in queries.loans(context, status="ACTIVE", limit=count * 3)]
    figures["in_process"] = in_process(teller, branch_id, loans[:count])
    with Server() as server:
        figures["http_one_at_a_time"] = server.repay(loans[count : 2 * count], workers=1)
        figures["http_four_at_a_time"] = server.repay(loans[2 * count : 3 * count], workers=4)
    json.dump(figures, sys.stdout, indent=1)
    print()


def in_process(teller: User, branch_id: UUID, loans: list[UUID]) -> dict[str, float]:
    """The command without HTTP: the limit of the other two."""
    seconds = []
    for loan_id in loans:
        begun = time.perf_counter()
        ctx = context_for(teller, channel="web", key=str(uuid4()), branch_id=branch_id)
        lending.repay(ctx, loan_id=loan_id, amount=Money(500, catalogue.CURRENCY))
        seconds.append(time.perf_counter() - begun)
    return summary(seconds, sum(seconds))


def summary(seconds: list[float], whole: float) -> dict[str, float]:
    """Milliseconds of the middle and of the slowest in a hundred, and how many a second."""
    ordered = sorted(seconds)
    return {
        "median_ms": round(statistics.median(ordered) * 1000, 1),
        "p99_ms": round(ordered[int(len(ordered) * 0.99) - 1] * 1000, 1),
        "per_second": round(len(ordered) / whole, 1),
    }


class Server:
    """The web process as `nafa serve` runs it."""

    def __enter__(self) -> "Server":
        self.process = subprocess.Popen(
            [sys.executable, "-m", "nafa.runtime.cli.main", "serve", "--port", str(PORT)],
            env={**os.environ, "NAFA_PORT": str(PORT), "NAFA_API_RATE": "0"},  # one key for all
            stdout=subprocess.DEVNULL,
        )
        self.client = httpx.Client(base_url=f"http://127.0.0.1:{PORT}/api/v1", timeout=30)
        for _ in range(600):
            try:
                self.client.get("/openapi.json").raise_for_status()
                break
            except httpx.HTTPError:
                time.sleep(0.1)
        answer = self.client.post(
            "/token", json={"username": TELLER, "password": catalogue.PASSWORD}
        )
        self.client.headers["Authorization"] = f"Bearer {answer.json()['token']}"
        return self

    def repay(self, loans: list[UUID], *, workers: int) -> dict[str, float]:
        """Send a repayment for each loan."""
        begun = time.perf_counter()
        with ThreadPoolExecutor(workers) as pool:
            seconds = list(pool.map(self._one, loans))
        return summary(seconds, time.perf_counter() - begun)

    def _one(self, loan_id: UUID) -> float:
        begun = time.perf_counter()
        answer = self.client.post(
            f"/loans/{loan_id}/repayments",
            json={"amount": {"amount": "500", "currency": catalogue.CURRENCY}},
            headers={"Idempotency-Key": str(uuid4())},
        )
        assert answer.status_code == 201, answer.text
        return time.perf_counter() - begun

    def __exit__(self, *_: object) -> None:
        self.process.terminate()
        self.process.wait(30)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 300)
