"""How lists of bounties are read: from the head of an index, however many are stored."""

from __future__ import annotations

import psycopg
import pytest
from flask import Flask
from sqlalchemy import Select, text
from sqlalchemy.dialects import postgresql

from backend import clock
from backend.database import db
from backend.people.queries import actor_by_id
from backend.settings import Settings
from rewards.entries import wanted
from rewards.month_model import Bounty
from rewards.sight import reviewed_by
from tests.given import County

STORED = 20_000
FILL = """
    INSERT INTO report (id, person_id, edition, seen_at, received_at, raw_lon, raw_lat, datum, place, place_method,
                        grid_method, note, checked_ok, content)
    SELECT gen_random_uuid(), %(worker)s, '2026', now(), now(), 120.4, 32.5, 'wgs84',
           ST_SetSRID(ST_MakePoint(120.4, 32.5), 4326), 'gnss', 'none', '', '{}', '\\x00';
    INSERT INTO finding (id, report_id, position, clause, note, handled_on_spot)
    SELECT gen_random_uuid(), (SELECT id FROM report), n, 'CZ01-01', '', false FROM generate_series(1, %(stored)s) n;
    INSERT INTO work_order (id, code, token, report_id, reporter_id, edition, clause, level, sensitive, urgent, on_spot,
        past_captain, at_centre, note, place, state, desk, filed_at, state_since, version, head)
    SELECT f.id, lpad(f.position::text, 22, '0'), '', f.report_id, %(worker)s, '2026', 'CZ01-01', 'N', false, false,
           false, false, false, '', ST_SetSRID(ST_MakePoint(120.4 + f.position * 1e-5, 32.5), 4326), 'closed', '',
           now(), now(), 1, '\\x00' FROM finding f;
    INSERT INTO ledger_entry (id, fund, kind, finding_id, order_code, person_id, amount_fen, month, clause, level,
                              edition, tariff, rule, earned_at, written_at)
    SELECT o.id, 'county', 'award', o.id, o.code, %(worker)s, 1000, '2026-11', 'CZ01-01', 'N', '2026', 't', 'default N',
           now(), now() FROM work_order o;
    INSERT INTO bounty (id, fund, finding_id, order_id, order_code, report_id, town_code, person_id, verified_by,
                        verified_at, clause, item, level, edition, sensitive, premises, place, received_at, first_at,
                        month, amount_fen, state, barred, touched)
    SELECT o.id, 'county', o.id, o.id, o.code, o.report_id,
           CASE WHEN o.code::numeric %% 16 = 0 THEN %(town)s ELSE %(other)s END, %(worker)s, %(captain)s, now(),
           'CZ01-01', 'CZ01', 'N', '2026', false, '', o.place, now() - o.code::numeric * interval '1 minute', now(),
           '2026-11', 1000, CASE WHEN o.code::numeric %% 200 = 0 THEN 'candidate' ELSE 'refused' END,
           ARRAY[%(worker)s, %(captain)s]::uuid[], ARRAY[%(worker)s, %(captain)s]::uuid[] FROM work_order o
"""


@pytest.fixture
def stored(app: Flask, county: County, settings: Settings) -> County:
    """The small county with twenty thousand bounties, one in two hundred of them waiting."""
    values = {"worker": county.id_of("worker"), "captain": county.id_of("captain"), "town": county.town,
              "other": county.other_town, "stored": STORED}  # fmt: skip
    url = settings.migration_database_url.replace("+psycopg", "")
    options = f"-c search_path={settings.schema},public"
    with psycopg.connect(url, autocommit=True, options=options, cursor_factory=psycopg.ClientCursor) as owner:
        owner.execute(FILL, values)
        owner.execute("VACUUM ANALYZE bounty, tally_line")
    return county


def plan(statement: Select[Bounty]) -> str:
    spoken = statement.limit(51).compile(dialect=postgresql.dialect(), compile_kwargs={"literal_binds": True})
    return "\n".join(db.session.execute(text(f"EXPLAIN {spoken}")).scalars())


@pytest.mark.parametrize("state", [None, "candidate", "refused"])
def test_a_towns_list_and_the_countys_are_read_in_order_from_an_index(stored: County, state: str | None) -> None:
    for username in ("town_reviewer", "reviewer"):
        actor = actor_by_id(stored.id_of(username), clock.local_date(clock.now()))
        assert actor is not None
        office = reviewed_by(actor)
        assert office is not None
        told = plan(wanted(office, state))
        assert "Seq Scan" not in told, told
        assert "Sort" not in told, told
