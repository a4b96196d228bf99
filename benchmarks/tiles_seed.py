"""Ground and findings for the measurement of tiles, written by SQL: a square tiling, towns of 400 grids each."""

from __future__ import annotations

import psycopg

WEST, SOUTH, SIDE = 115.0, 29.0, 0.01

# A grid has 41 corners, as a drawn one would: ten on each side, shared with its neighbour.
GRIDS = """
    CREATE TEMP TABLE cell ON COMMIT DROP AS
        SELECT n, n %% %(across)s AS x, n / %(across)s AS y, lpad((n / 400 + 1)::text, 6, '0') AS town
        FROM generate_series(0, %(count)s - 1) n;
    INSERT INTO area (code, level)
        SELECT DISTINCT '33' || town || '0000', 'town' FROM cell UNION ALL
        SELECT DISTINCT '33' || town || '0001', 'village' FROM cell ON CONFLICT DO NOTHING;
    INSERT INTO grid (code, kind) SELECT '33' || town || lpad(n::text, 7, '0'), 'comprehensive' FROM cell
        ON CONFLICT DO NOTHING;
    INSERT INTO grid_version (grid_code, kind, name, village_code, town_code, geom, valid_from)
        SELECT '33' || town || lpad(n::text, 7, '0'), 'comprehensive', '第' || n || '网格', '33' || town || '0001',
               '33' || town || '0000',
               ST_Multi(ST_Segmentize(ST_MakeEnvelope(%(west)s + x * %(side)s, %(south)s + y * %(side)s,
                   %(west)s + (x + 1) * %(side)s, %(south)s + (y + 1) * %(side)s, 4326), %(side)s / 9.5)), '2020-01-01'
        FROM cell WHERE NOT EXISTS (
            SELECT FROM grid_version v WHERE v.grid_code = '33' || town || lpad(n::text, 7, '0'))
"""
# One in two hundred is open; half of all lie in a tenth of the ground, as findings do; three years of weeks.
FINDINGS = """
    CREATE TEMP TABLE made ON COMMIT DROP AS
        SELECT gen_random_uuid() AS id, n, n / 1000 AS visit, d.x, d.y
        FROM generate_series(1, %(count)s) n, LATERAL (
            SELECT CASE WHEN n %% 2 = 0 THEN random() ELSE random() * 0.3 END AS x,
                   CASE WHEN n %% 2 = 0 THEN random() ELSE random() * 0.3 END AS y) d;
    CREATE TEMP TABLE visited ON COMMIT DROP AS
        SELECT visit, gen_random_uuid() AS report_id,
               now() - visit * interval '1096 days' / (%(count)s / 1000 + 1) AS at
        FROM (SELECT DISTINCT visit FROM made) v;
    INSERT INTO report (id, person_id, edition, seen_at, received_at, raw_lon, raw_lat, datum, place, place_method,
                        grid_method, note, checked_ok, content)
        SELECT report_id, (SELECT id FROM person WHERE role = 'worker' LIMIT 1), '2026', at, at, 120.4, 32.5, 'wgs84',
               ST_SetSRID(ST_MakePoint(120.4, 32.5), 4326), 'gnss', 'none', '', '{}', '' FROM visited;
    INSERT INTO finding (id, report_id, position, clause, note, handled_on_spot)
        SELECT id, report_id, n, 'CZ01-0' || n %% 4 + 1, '', false FROM made JOIN visited USING (visit);
    INSERT INTO work_order (id, code, token, report_id, reporter_id, edition, clause, level, sensitive, urgent, on_spot,
        past_captain, at_centre, note, place, grid_code, town_code, state, desk, filed_at, state_since, version, head)
        SELECT id, lpad(n::text, 22, '0'), '', report_id, (SELECT id FROM person WHERE role = 'worker' LIMIT 1), '2026',
               'CZ01-0' || n %% 4 + 1, 'N', false, false, false, false, false, '',
               ST_SetSRID(ST_MakePoint(%(west)s + m.x * %(wide)s, %(south)s + m.y * %(wide)s), 4326), g.grid_code,
               g.town_code, CASE WHEN n %% 200 = 0 THEN 'to_verify' ELSE 'closed' END,
               CASE WHEN n %% 200 = 0 THEN 'captain:x' ELSE '' END, at, at, 1, ''
        FROM made m JOIN visited USING (visit) LEFT JOIN LATERAL (
            SELECT c.grid_code, c.town_code FROM seeded c
            WHERE c.n = floor(m.y * %(across)s)::int * %(across)s + floor(m.x * %(across)s)::int) g ON true;
    INSERT INTO order_history (order_id, seq, step_id, step, to_state, desk, actor_role, at, request, evidence_digest,
                               previous, hash)
        SELECT id, 1, id, 'file', 'to_verify', '', 'worker', at, '', '', '', '' FROM made JOIN visited USING (visit)
        ORDER BY at
"""
SEEDED = """
    CREATE TEMP TABLE seeded AS SELECT right(grid_code, 7)::int AS n, grid_code, town_code FROM grid_version
        WHERE grid_code LIKE '33%%' AND length(grid_code) = 15;
    CREATE INDEX ON seeded (n)
"""
# The benchmark's captain leads nine seeded grids, its town is the first one.
STAFF = (
    """UPDATE person SET area_code = (SELECT min(town_code) FROM seeded) WHERE role = 'town'""",
    """DELETE FROM assignment WHERE duty = 'captain'""",
    """INSERT INTO assignment (person_id, grid_code, duty, valid_from)
       SELECT (SELECT min(id::text)::uuid FROM person WHERE role = 'captain'), grid_code, 'captain', '2020-01-01'
       FROM seeded ORDER BY n LIMIT 9""",
)


def seed_grids(connection: psycopg.Connection, count: int) -> None:
    """`count` grids in a square, replacing none that are there; the statistics know them."""
    across = int(count**0.5)
    with connection.transaction():
        connection.execute("SET LOCAL session_replication_role = replica")
        values = {"count": count, "across": across, "west": WEST, "south": SOUTH, "side": SIDE}
        connection.execute("DELETE FROM grid_version WHERE grid_code LIKE '33%' AND length(grid_code) = 15")
        _execute(connection, GRIDS, values)
    connection.execute("VACUUM ANALYZE grid, grid_version, area")


def seed_findings(connection: psycopg.Connection, count: int, across: int) -> None:
    """`count` findings with their orders and first history rows, spread over the seeded grids."""
    _execute(connection, SEEDED, {})
    with connection.transaction():
        connection.execute("SET LOCAL session_replication_role = replica")
        values = {"count": count, "across": across, "west": WEST, "south": SOUTH, "wide": across * SIDE}
        _execute(connection, FINDINGS, values)
        for statement in STAFF:
            connection.execute(statement)  # type: ignore[call-overload]
    connection.execute("VACUUM ANALYZE report, finding, work_order, order_history")


def _execute(connection: psycopg.Connection, statements: str, values: dict[str, object]) -> None:
    with psycopg.ClientCursor(connection) as cursor:
        cursor.execute(statements, values)  # type: ignore[arg-type]
