"""Background work: procrastinate on the same PostgreSQL, its tables in a schema of their own (`jobs`).

The truth about what is to do lies in each part's own due rows; a periodic job drains them. Nothing is deferred inside a
business transaction. One worker process drains the queue of one county.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import procrastinate
import structlog
from flask import Flask

from backend.database import unpooled_url
from backend.settings import Settings

log = structlog.get_logger()
Chore = Callable[[], object]


def build_worker(app: Flask, settings: Settings, chores: dict[str, tuple[str, Chore]]) -> procrastinate.App:
    """A procrastinate app with one periodic task per chore: name → (cron with seconds last, function).

    A chore opens its own transaction, works through what is due and returns; it is called inside the app context.
    """
    connector = procrastinate.PsycopgConnector(conninfo=unpooled_url(settings.database_url), min_size=1, max_size=4)
    jobs = procrastinate.App(connector=connector)
    for name, (cron, chore) in chores.items():
        _add(jobs, app, settings.schema, name, cron, chore)
    return jobs


def _add(jobs: procrastinate.App, app: Flask, queue: str, name: str, cron: str, chore: Chore) -> None:
    @jobs.periodic(cron=cron, periodic_id=f"{queue}.{name}")
    @jobs.task(name=f"{queue}.{name}", queue=queue, queueing_lock=f"{queue}.{name}", lock=f"{queue}.{name}")
    def run(timestamp: int) -> None:
        with app.app_context():
            chore()


def run_worker(jobs: procrastinate.App, settings: Settings) -> None:
    """Work until stopped by a signal; finished jobs are deleted, failed ones stay to be looked at."""

    async def work() -> None:
        async with jobs.open_async():
            await jobs.run_worker_async(
                queues=[settings.schema],
                concurrency=4,
                delete_jobs="successful",
                fetch_job_polling_interval=5,
            )

    asyncio.run(work())
