"""What happens to a draft of a division: kept, mended step by step, adopted or dropped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Final
from uuid import UUID, uuid4

from sqlalchemy import delete, func, insert, select, text, update

from backend.acting import Acting
from backend.database import db
from backend.grids.divisions import adopt_division, one_at_a_time
from backend.grids.draft_checks import Rules, check_draft, place_of, weld_rows
from backend.grids.draft_model import GridDraft, GridDraftFault, GridDraftRow, GridDraftStep
from backend.grids.draft_rows import DraftRows, keep_rows, load_rows
from backend.problems import Problem
from geo.columns import point_ewkt
from geo.division_faults import DivisionFault, Repair, Tolerances
from geo.stored import to_stored

MOST_FAULTS: Final = 5_000
"""So many faults are kept; `summary` counts them all."""
CHUNK: Final = 500

RESHAPE: Final = text("""
    UPDATE grid_draft_row SET geom = CAST(:shape AS geometry), problem = NULL
    WHERE draft_id = :draft AND position = :position
""")
SWAP: Final = text(
    "UPDATE grid_draft_row SET geom = ST_ForcePolygonCCW(ST_FlipCoordinates(geom)) WHERE draft_id = :draft"
)


def keep_draft(
    acting: Acting, area_code: str, valid_from: date, source: str, settings: dict[str, Any], rows: DraftRows,
    faults: list[DivisionFault], notes: Sequence[str],
) -> UUID:  # fmt: skip
    """The draft is open, with its rows and faults."""
    new = uuid4()
    draft = {
        "id": new, "area_code": area_code, "valid_from": valid_from, "source": source[:200], "status": "open",
        "settings": settings, "summary": _summary(rows, faults, notes),
        "made_by": acting.who.id if acting.who else None, "made_at": acting.at, "checked_at": acting.at,
    }  # fmt: skip
    db.session.execute(insert(GridDraft), draft)
    keep_rows(new, rows)
    _keep_faults(new, rows, faults, 1)
    return new


def take_step(acting: Acting, draft_id: UUID, step_id: UUID, step: str, fault: int | None, rules: Rules) -> None:
    """The step is done, once however often it is sent.

    Raises Problem `not-found`, `step-differs`, `draft-closed`, `draft-fault-gone`, `no-repair`, `draft-has-faults`,
    and those of `adopt_division`.
    """
    draft = db.session.get(GridDraft, draft_id, with_for_update=True, populate_existing=True)
    if draft is None:
        raise Problem("not-found")
    earlier = db.session.get(GridDraftStep, step_id)
    if earlier is not None:
        if (earlier.draft_id, earlier.step, earlier.fault) != (draft_id, step, fault):
            raise Problem("step-differs")
        return
    if draft.status != "open":
        raise Problem("draft-closed")
    row = {
        "id": step_id, "draft_id": draft_id, "step": step, "fault": fault, "at": acting.at,
        "by": acting.who.id if acting.who else None,
    }  # fmt: skip
    db.session.execute(insert(GridDraftStep), row)
    own = Tolerances(draft.settings["tolerance_m"], draft.settings["least_m2"])
    STEPS[step](acting, draft, fault, replace(rules, tolerances=own))
    db.session.flush()


def _accept(acting: Acting, draft: GridDraft, fault_id: int | None, rules: Rules) -> None:
    """The proposed repair is in the rows, and the draft is checked again."""
    fault = db.session.get(GridDraftFault, (draft.id, fault_id or 0))
    if fault is None or fault.accepted_at is not None:
        raise Problem("draft-fault-gone")
    if fault.proposal is None:
        raise Problem("no-repair")
    if fault.proposal["kind"] == "swap-axes":
        db.session.execute(SWAP, {"draft": draft.id})
    changed = [{"draft": draft.id, "position": int(at), "shape": shape} for at, shape in fault.proposal["rows"].items()]
    gone = [one["position"] for one in changed if one["shape"] is None]
    if reshaped := [one for one in changed if one["shape"] is not None]:
        db.session.execute(RESHAPE, reshaped)
    if gone:
        rows = GridDraftRow.position.in_(gone)
        db.session.execute(delete(GridDraftRow).where(GridDraftRow.draft_id == draft.id, rows))
    mended = {"accepted_at": acting.at, "accepted_by": acting.who.id if acting.who else None}
    one = (GridDraftFault.draft_id == draft.id, GridDraftFault.id == fault_id)
    db.session.execute(update(GridDraftFault).where(*one).values(mended))
    _check_again(acting, draft, fault_id, rules)


def _check_again(acting: Acting, draft: GridDraft, fault_id: int | None, rules: Rules) -> DraftRows:
    """The faults are those of the draft as it stands; accepted ones are kept beside them."""
    place = place_of(draft.area_code, draft.valid_from)
    rows = load_rows(draft.id)
    before = list(rows.shapes)
    weld_rows(rows, place)
    _reshape(draft.id, rows, [at for at, old in enumerate(before) if old is not rows.shapes[at]])
    del before
    faults = check_draft(rows, place, rules, lambda stage, done, total: None)
    open_ones = (GridDraftFault.draft_id == draft.id, GridDraftFault.accepted_at.is_(None))
    last = db.session.execute(select(func.max(GridDraftFault.id)).where(GridDraftFault.draft_id == draft.id)).scalar()
    db.session.execute(delete(GridDraftFault).where(*open_ones))
    _keep_faults(draft.id, rows, faults, (last or 0) + 1)
    draft.summary = _summary(rows, faults, draft.summary["notes"])
    draft.checked_at = acting.at
    return rows


def _adopt(acting: Acting, draft: GridDraft, fault_id: int | None, rules: Rules) -> None:
    """The division is adopted, after one more look: the ground around may have changed since the last one."""
    # Two neighbours adopted at once would each be looked at beside the other's old ground.
    one_at_a_time()
    rows = _check_again(acting, draft, None, rules)
    if draft.summary["errors"]:
        raise Problem("draft-has-faults")
    grids = rows.as_grids(draft.valid_from)
    adopt_division(acting, draft.area_code, draft.valid_from, grids, title=draft.source, draft_id=draft.id)
    draft.status = "adopted"
    draft.adopted_at, draft.adopted_by = acting.at, acting.who.id if acting.who else None


def _drop(acting: Acting, draft: GridDraft, fault_id: int | None, rules: Rules) -> None:
    """The draft is given up; its rows are gone, what was wrong with it stays on record."""
    db.session.execute(delete(GridDraftRow).where(GridDraftRow.draft_id == draft.id))
    draft.status = "dropped"


STEPS: Final[dict[str, Callable[[Acting, GridDraft, int | None, Rules], object]]] = {
    "accept-repair": _accept, "recheck": _check_again, "adopt": _adopt, "drop": _drop,
}  # fmt: skip


def _reshape(draft_id: UUID, rows: DraftRows, changed: list[int]) -> None:
    for first in range(0, len(changed), CHUNK):
        some = changed[first : first + CHUNK]
        shapes = to_stored([rows.shapes[at] for at in some])
        values = [
            {"draft": draft_id, "position": rows.positions[at], "shape": shape}
            for at, shape in zip(some, shapes, strict=True)
        ]
        db.session.execute(RESHAPE, values)


def _summary(rows: DraftRows, faults: list[DivisionFault], notes: Sequence[str]) -> dict[str, Any]:
    counts = Counter(fault.verdict.severity for fault in faults)
    return {
        "rows": len(rows), "errors": counts["error"], "warnings": counts["warning"], "notes": list(notes),
        "kinds": dict(Counter(kind or "unknown" for kind in rows.kinds)),
        "codes": dict(Counter(fault.code for fault in faults)),
    }  # fmt: skip


def _keep_faults(draft_id: UUID, rows: DraftRows, faults: list[DivisionFault], first: int) -> None:
    for start in range(0, min(len(faults), MOST_FAULTS), CHUNK):
        some = faults[start : min(start + CHUNK, MOST_FAULTS)]
        shapes = to_stored([fault.shape for fault in some])
        values = [
            _fault_row(draft_id, first + start + at, fault, shape, rows)
            for at, (fault, shape) in enumerate(zip(some, shapes, strict=True))
        ]
        db.session.execute(insert(GridDraftFault), values)


def _fault_row(draft_id: UUID, number: int, fault: DivisionFault, shape: str | None, rows: DraftRows) -> dict[str, Any]:
    return {
        "draft_id": draft_id, "id": number, "code": fault.code, "severity": fault.verdict.severity,
        "rows": [rows.positions[at] for at in fault.rows], "codes": [rows.codes[at] for at in fault.rows],
        "area_m2": fault.area_m2, "length_m": fault.length_m, "detail": fault.detail,
        "spot": point_ewkt(*fault.spot) if fault.spot else None, "shape": shape,
        "proposal": _proposal(fault.repair, rows) if fault.repair else None,
    }  # fmt: skip


def _proposal(repair: Repair, rows: DraftRows) -> dict[str, Any]:
    """`{kind, before_m2, after_m2, codes, rows: {position: hexadecimal EWKB, null where the row goes}}`."""
    shapes = to_stored(repair.shapes.values())
    return {
        "kind": repair.kind, "before_m2": round(repair.before_m2, 2), "after_m2": round(repair.after_m2, 2),
        "codes": [rows.codes[at] for at in repair.shapes],
        "rows": {str(rows.positions[at]): shape for at, shape in zip(repair.shapes, shapes, strict=True)},
    }  # fmt: skip
