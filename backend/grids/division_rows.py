"""The rows of a division on their way in: copied to a temporary table at once, looked through there, then compared.

A hundred thousand grids are judged by a handful of statements; none of them is asked for one grid.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, Final

from sqlalchemy import text

from backend.acting import Acting
from backend.clock import local_date
from backend.database import db
from backend.grids.actions import GridRow
from backend.problems import FieldFault, Problem
from geo.bulk import stored_all

CHUNK: Final = 2_000
MOST_FAULTS: Final = 50

STAGE: Final = (
    "DROP TABLE IF EXISTS division_row",
    """CREATE TEMPORARY TABLE division_row (
        position integer, code text COLLATE "C", kind text, name text, village_code text, town_code text, geom geometry
    ) ON COMMIT DROP""",
)
COPY: Final = "COPY division_row FROM STDIN"

# What is wrong with which row. A village's town is the one to which it belongs on that day.
FAULTS: Final = text("""
    WITH village AS (
        SELECT a.area_code AS code, a.parent_code AS town FROM area_version a JOIN area ON area.code = a.area_code
        WHERE area.level = 'village' AND a.valid_from <= :day AND (a.valid_to IS NULL OR a.valid_to > :day)
    ), judged AS (
        SELECT r.position, r.code,
            CASE WHEN r.code IN (SELECT code FROM division_row GROUP BY code HAVING count(*) > 1) THEN 'code-twice'
                 WHEN r.code = '' OR length(r.code) > 24 THEN 'code-malformed'
                 WHEN r.kind NOT IN ('comprehensive', 'special', 'micro') THEN 'kind-unknown'
                 WHEN btrim(r.name) = '' THEN 'name-missing'
                 WHEN g.kind <> r.kind THEN 'kind-differs'
                 WHEN village.code IS NULL THEN 'village-unknown'
                 WHEN village.town <> r.town_code THEN 'town-differs'
                 WHEN NOT (:whole OR r.village_code = :area OR r.town_code = :area) THEN 'outside-area'
                 WHEN NOT (:whole OR v.id IS NULL OR v.village_code = :area OR v.town_code = :area)
                     THEN 'used-elsewhere'
                 WHEN r.geom IS NULL OR ST_IsEmpty(r.geom) OR NOT ST_IsValid(r.geom) THEN 'shape-invalid'
            END AS fault
        FROM division_row r
        LEFT JOIN grid g ON g.code = r.code
        LEFT JOIN grid_version v ON v.grid_code = r.code AND v.valid_to IS NULL
        LEFT JOIN village ON village.code = r.village_code
    )
    SELECT position, code, fault FROM judged WHERE fault IS NOT NULL ORDER BY position LIMIT :most
""")
SENTENCES: Final = {
    "code-twice": "网格代码 {code} 出现了不止一次，请每个网格只留一行。",
    "code-malformed": "网格代码要有 1 到 24 个字，请补上或改短。",
    "kind-unknown": "网格 {code} 的类型只能是综合网格、专属网格或微网格，请改正。",
    "name-missing": "网格 {code} 没有名称，请补上。",
    "kind-differs": "网格代码 {code} 原来是另一种类型，类型改变请换新的代码。",
    "village-unknown": "网格 {code} 的村（社区）在生效那天不存在，请核对村代码。",
    "town-differs": "网格 {code} 的村（社区）不属于所写的镇街，请核对。",
    "outside-area": "网格 {code} 不在这次划分的区域里，请核对村代码或改选区域。",
    "used-elsewhere": "网格代码 {code} 正在别的区域使用，请换一个代码。",
    "shape-invalid": "网格 {code} 的图形不能用，请先按检查报告改好。",
}

SAME: Final = """
    (v.name, v.village_code, v.town_code) = (r.name, r.village_code, r.town_code)
     AND (v.geom = r.geom OR (v.geom ~= r.geom AND ST_Equals(v.geom, r.geom)))
"""
"""True where a row says what its grid's version says already."""

# The versions that a division speaks of: all of its area, or only those listed.
SCOPE: Final = """
    CASE WHEN :listed THEN EXISTS (SELECT FROM division_row listed WHERE listed.code = v.grid_code)
    ELSE :whole OR v.village_code = :area OR v.town_code = :area END
"""
# A later beginning, or an end that is already settled, stands in the way of a change on this day. What is only planned
# for the same day does not: nothing has happened on it yet, and it is planned anew.
LATER: Final = text(f"""
    SELECT max(GREATEST(v.valid_from, v.valid_to)) FROM grid_version v
    LEFT JOIN division_row r ON r.code = v.grid_code
    WHERE (r.code IS NOT NULL OR {SCOPE})
      AND (v.valid_from > :day OR v.valid_to > :day OR v.valid_from = :day AND NOT :planned)
      AND NOT (v.valid_to IS NULL AND r.code IS NOT NULL AND {SAME})
""")  # noqa: S608 - the constant above

# What is in force was the ground of every report since: it ends today at the earliest.
ENDING: Final = text(f"""
    SELECT EXISTS (SELECT FROM grid_version v WHERE v.valid_to IS NULL AND {SCOPE}
                   AND NOT EXISTS (SELECT FROM division_row r WHERE r.code = v.grid_code AND {SAME}))
""")  # noqa: S608 - the constants above
PAST: Final = "这里现有的网格不能从已经过去的日期起改变，历史不改写，请选今天或以后的日期。"

LEVEL: Final = text("""
    SELECT area.level FROM area JOIN area_version a ON a.area_code = area.code
    WHERE area.code = :area AND (a.valid_to IS NULL OR a.valid_to > :day)
    ORDER BY a.valid_from LIMIT 1
""")


def stage(rows: Sequence[GridRow]) -> None:
    """The rows lie in the temporary table `division_row` until the transaction ends, their shapes snapped."""
    lay()
    cursor = db.session.connection().connection.cursor()
    with cursor.copy(COPY) as copy:
        for at in range(0, len(rows), CHUNK):
            for line in _lines(at, rows[at : at + CHUNK]):
                copy.write_row(line)
    cursor.close()
    ready()


def lay() -> None:
    """The temporary table `division_row` is there and empty."""
    for statement in STAGE:
        db.session.execute(text(statement))


def ready() -> None:
    """Whatever was put into `division_row` is found quickly."""
    db.session.execute(text("CREATE INDEX ON division_row (code)"))
    db.session.execute(text("ANALYZE division_row"))


def _lines(first: int, rows: Sequence[GridRow]) -> Iterator[tuple[Any, ...]]:
    shapes = stored_all([row.shape for row in rows])
    for number, (row, shape) in enumerate(zip(rows, shapes, strict=True), first):
        yield number, row.code, row.kind, row.name, row.village_code, row.town_code, shape


def check(acting: Acting, area_code: str, day: date) -> dict[str, Any]:
    """The parameters of the statements that follow.

    `area`, `day`; `whole`: the area is the whole county; `listed`: only grids among the rows are meant; `planned`: the
    day is still to come. Raises Problem `unknown-area`, `division-too-early`, `invalid` with a fault per row.
    """
    level = db.session.execute(LEVEL, {"area": area_code, "day": day}).scalar()
    if level is None:
        raise Problem("unknown-area")
    today = local_date(acting.at)
    planned = day > today
    asked = {"area": area_code, "whole": level in ("city", "county"), "day": day, "listed": False, "planned": planned}
    demand_free(asked)
    if day < today and db.session.execute(ENDING, asked).scalar_one():
        raise Problem("division-too-early", PAST)
    faults = db.session.execute(FAULTS, {**asked, "most": MOST_FAULTS}).all()
    if faults:
        raise Problem("invalid", errors=[_fault(row.position, row.code, row.fault) for row in faults])
    return asked


def demand_free(asked: dict[str, Any]) -> None:
    """Nothing, where no later division stands in the way. Raises Problem `division-too-early`."""
    later = db.session.execute(LATER, asked).scalar()
    if later is not None:
        raise Problem("division-too-early", f"这里已有 {later.isoformat()} 起的划分，请选那天以后的日期。")


def _fault(position: int, code: str, fault: str) -> FieldFault:
    return FieldFault(f"/rows/{position}", fault, SENTENCES[fault].format(code=code))
