"""Carrying out a plan for the administrative tree: areas begin, end and name heirs; grids follow their village."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final
from uuid import UUID

import rfc8785
from sqlalchemy import select, text

from backend.acting import Acting
from backend.clock import local_date
from backend.database import db
from backend.grids.area_plan import Change, Node, PlanFault, Split, Tree, plan
from backend.grids.division_model import Division
from backend.grids.division_rows import demand_free, lay, ready
from backend.grids.divisions import note_division, one_at_a_time, write
from backend.grids.model import Area
from backend.grids.queries import county_of
from backend.problems import FieldFault, Problem

TREE: Final = text("""
    SELECT area.code, area.level, v.name, v.parent_code FROM area_version v JOIN area ON area.code = v.area_code
    WHERE v.valid_from <= :day AND (v.valid_to IS NULL OR v.valid_to > :day) ORDER BY area.code
""")
GRIDS: Final = text(
    "SELECT grid_code, village_code FROM grid_version WHERE valid_to IS NULL AND village_code = ANY(:of)"
)

LATER: Final = text("""
    SELECT max(GREATEST(valid_from, valid_to)) FROM area_version
    WHERE area_code = ANY(:codes) AND (valid_from > :day OR valid_to > :day OR valid_from = :day AND NOT :planned)
""")
# Outlines are put together before their areas end: one of several where all of them have one.
OUTLINES: Final = (
    text("DROP TABLE IF EXISTS area_made"),
    text("CREATE TEMPORARY TABLE area_made (code text, name text, parent text, outline geometry) ON COMMIT DROP"),
    text("""
        INSERT INTO area_made
        SELECT made.code, made.name, made.parent, (
            SELECT CASE WHEN count(*) = count(v.outline) AND count(*) = cardinality(string_to_array(made.of, ' '))
                   THEN ST_Multi(ST_Union(v.outline)) END
            FROM area_version v WHERE v.area_code = ANY(string_to_array(made.of, ' ')) AND v.valid_from <= :day
             AND (v.valid_to IS NULL OR v.valid_to > :day))
        FROM unnest(CAST(:codes AS text[]), CAST(:names AS text[]), CAST(:parents AS text[]), CAST(:ofs AS text[]))
             AS made (code, name, parent, of)
    """),
)
CODES: Final = text("""
    INSERT INTO area (code, level) SELECT code, level
    FROM unnest(CAST(:codes AS text[]), CAST(:levels AS text[])) AS made (code, level) ON CONFLICT DO NOTHING
""")
# What was only planned for this day gives way to the new plan.
WRITE: Final = (
    text("DELETE FROM area_version WHERE area_code = ANY(:touched) AND valid_from = :day"),
    text("""
        UPDATE area_version SET successor_code = heir.new
        FROM unnest(CAST(:olds AS text[]), CAST(:news AS text[])) AS heir (old, new)
        WHERE area_version.successor_code = heir.old AND area_version.valid_to = :day
    """),
    text("""
        UPDATE area_version SET valid_to = :day, successor_code = heir.new
        FROM unnest(CAST(:touched AS text[])) AS touched (code)
        LEFT JOIN unnest(CAST(:olds AS text[]), CAST(:news AS text[])) AS heir (old, new) ON heir.old = touched.code
        WHERE area_version.area_code = touched.code
          AND (area_version.valid_to IS NULL OR area_version.valid_to = :day)
    """),
    text("""
        INSERT INTO area_version (area_code, name, parent_code, outline, valid_from)
        SELECT code, name, parent, outline, :day FROM area_made ORDER BY code
    """),
)
# Grids keep code, name and shape; village and town are those of the tree afterwards.
FOLLOW: Final = text("""
    INSERT INTO division_row
    SELECT row_number() OVER (ORDER BY v.grid_code), v.grid_code, v.kind, v.name,
           COALESCE(dealt.village, went.village), COALESCE(dealt.town, went.town), v.geom
    FROM grid_version v
    JOIN unnest(CAST(:villages AS text[]), CAST(:now AS text[]), CAST(:towns AS text[]))
         AS went (old, village, town) ON went.old = v.village_code
    LEFT JOIN unnest(CAST(:grids AS text[]), CAST(:given AS text[]), CAST(:given_towns AS text[]))
         AS dealt (code, village, town) ON dealt.code = v.grid_code
    WHERE v.valid_to IS NULL
      AND (v.village_code, v.town_code) <> (COALESCE(dealt.village, went.village), COALESCE(dealt.town, went.town))
""")
# A part of a split village has the ground of its grids.
PARTS: Final = text("""
    UPDATE area_version SET outline = part.outline FROM (
        SELECT village_code, ST_Multi(ST_CollectionExtract(ST_Union(geom), 3)) AS outline FROM grid_version
        WHERE village_code = ANY(:parts) AND kind = 'comprehensive' AND valid_to IS NULL GROUP BY village_code
    ) part
    WHERE area_version.area_code = part.village_code AND area_version.valid_from = :day AND area_version.outline IS NULL
""")


def change_areas(
    acting: Acting, division_id: UUID, valid_from: date, changes: Sequence[Change], asked: Any, *, title: str = ""
) -> bool:
    """From the day on the tree is as the changes leave it, and every grid is in exactly one village; True where new.

    The same id with the same `asked` (the request in JSON values) changes nothing again. Raises Problem
    `division-differs`, `invalid` with what is wrong with which change, `division-too-early`; `not-found` where there is
    no county yet.
    """
    digest = hashlib.sha256(rfc8785.dumps(asked)).digest()
    one_at_a_time()
    before = db.session.execute(select(Division.request).where(Division.id == division_id)).one_or_none()
    if before is not None:
        if before.request != digest:
            raise Problem("division-differs")
        return False
    county = county_of()
    if county is None:
        raise Problem("not-found")
    carry_out(acting, valid_from, changes)
    note_division(acting, county.code, valid_from, "areas", title=title, division_id=division_id, request=digest)
    return True


def carry_out(acting: Acting, day: date, changes: Sequence[Change]) -> None:
    """Areas and grids are as the changes leave them from the day on; see `change_areas` for what is refused."""
    today = local_date(acting.at)
    if day < today:
        raise Problem("invalid", errors=[FieldFault("/valid_from", "past", "区划变更要从今天或以后的日期起。")])
    nodes = tree_on(day)
    try:
        tree = plan(nodes, codes_ever(), _grids_to_deal(changes), changes)
    except PlanFault as fault:
        raise Problem("invalid", errors=fault.faults) from fault
    _write_areas(tree, nodes, day, planned=day > today)
    lay()
    db.session.execute(FOLLOW, _following(tree, nodes))
    ready()
    asked = {"area": "", "whole": False, "listed": True, "planned": day > today, "day": day}
    demand_free(asked)
    write(asked)
    parts = [code for code, of in tree.made_of.items() if not of and tree.nodes[code].level == "village"]
    db.session.execute(PARTS, {"parts": parts, "day": day})


def tree_on(day: date) -> dict[str, Node]:
    """Every area in force on the day."""
    return {row.code: Node(*row) for row in db.session.execute(TREE, {"day": day})}


def codes_ever() -> set[str]:
    """Every code that any area ever had, or will have."""
    return set(db.session.execute(select(Area.code)).scalars())


def _grids_to_deal(changes: Sequence[Change]) -> dict[str, str]:
    # A village may have been merged into the one to be split by the same plan: all that are named are asked for.
    split = [change for change in changes if isinstance(change, Split)]
    if not split:
        return {}
    of = sorted(_named(changes))
    return {row.grid_code: row.village_code for row in db.session.execute(GRIDS, {"of": of})}


def _named(changes: Sequence[Change]) -> set[str]:
    found: set[str] = set()
    for change in changes:
        found.update(getattr(change, "codes", ()))
        found.update(filter(None, (getattr(change, "code", None), getattr(change, "into", None))))
    return found


def _write_areas(tree: Tree, nodes: Mapping[str, Node], day: date, *, planned: bool) -> None:
    made = [node for code, node in sorted(tree.nodes.items()) if nodes.get(code) != node or code in tree.made_of]
    ended = sorted(set(nodes) - set(tree.nodes))
    touched = sorted({*ended, *(node.code for node in made)})
    later = db.session.execute(LATER, {"codes": touched, "day": day, "planned": planned}).scalar()
    if later is not None:
        raise Problem("division-too-early", f"其中有区域 {later.isoformat()} 起已另有变更，请选那天以后的日期。")
    of = {node.code: tree.made_of.get(node.code, frozenset({node.code})) for node in made}
    db.session.execute(CODES, {"codes": [n.code for n in made], "levels": [n.level for n in made]})
    for statement in OUTLINES:
        db.session.execute(statement, {
            "codes": [n.code for n in made], "names": [n.name for n in made], "parents": [n.parent for n in made],
            "ofs": [" ".join(sorted(of[n.code])) for n in made], "day": day,
        } if statement is OUTLINES[-1] else {})  # fmt: skip
    heirs = {"olds": ended, "news": [tree.heir(code) for code in ended], "touched": touched, "day": day}
    for statement in WRITE:
        db.session.execute(statement, heirs)


def _following(tree: Tree, nodes: Mapping[str, Node]) -> dict[str, list[str | None]]:
    """The parameters of FOLLOW: each village of before with its heir, each grid that was dealt out with its village."""
    went = {code: tree.nodes[tree.heir(code)] for code, node in nodes.items() if node.level == "village"}
    dealt = {grid: tree.nodes[tree.heir(village)] for grid, village in tree.dealt.items()}
    return {
        "villages": list(went), "now": [node.code for node in went.values()],
        "towns": [node.parent for node in went.values()],
        "grids": list(dealt), "given": [node.code for node in dealt.values()],
        "given_towns": [node.parent for node in dealt.values()],
    }  # fmt: skip
