"""A filed report opens its orders: one per finding, or the finding joins an order that is already open."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import insert

from backend import clock
from backend.acting import Acting, Actor
from backend.database import db
from backend.notices.actions import tell
from backend.orders import chain, queries, records, telling
from backend.orders.case_code import case_code, is_case_code
from backend.orders.clauses import clause_of, passes_captain
from backend.orders.desks import desk_of
from backend.orders.lifecycle import opening_state
from backend.orders.model import JoinedFinding
from backend.orders.order import Order
from backend.orders.regridding import follow_at_once
from backend.reports.actions import give_order_codes
from backend.reports.events import FindingFacts, ReportFacts, ReportFiled
from geo.columns import point_ewkt


@dataclass(frozen=True, slots=True)
class Opener:
    """Opens orders for one county: `county` is the first six digits of its case codes."""

    county: str

    def __call__(self, acting: Acting, event: ReportFiled) -> None:
        """Every finding of the report has its order when this returns; the report knows the codes."""
        joined = _join_open_orders(acting, event)
        own = [finding for finding in event.findings if finding.id not in joined]
        opened = self.open_own(acting, event.report, own) if own else []
        if opened and clock.local_date(event.report.seen_at) != clock.local_date(acting.at):
            # The report keeps the ground of the day on which it was seen; its orders wait at today's desks.
            opened = follow_at_once(acting, opened)
        tell(acting, [telling.at_desk(order, str(order.id)) for order in opened])
        give_order_codes(event, {order.id: order.code for order in opened} | joined)

    def open_own(self, acting: Acting, report: ReportFacts, findings: Sequence[FindingFacts]) -> list[Order]:
        """One order per finding, written in one statement."""
        day = clock.local_date(report.received_at)
        codes = [case_code(self.county, day, number) for number in records.next_sequences(len(findings))]
        orders = [_new_order(acting.person, report, *pair) for pair in zip(findings, codes, strict=True)]
        records.open_all(
            [_row(order) for order in orders],
            [_first_entry(acting, order, finding) for order, finding in zip(orders, findings, strict=True)],
        )
        return orders


def _new_order(reporter: Actor, report: ReportFacts, finding: FindingFacts, code: str) -> Order:
    clause, located = clause_of(report.edition, finding.clause), report.located
    # Nobody verifies what they filed: a captain's own finding is looked at one level up.
    past_captain = passes_captain(clause) or located.grid_code in reporter.captain_of
    state = opening_state(urgent=clause.urgent, on_spot=finding.handled_on_spot)
    desk = desk_of(
        state, grid=located.grid_code, town=located.town_code, past_captain=past_captain, at_centre=False,
        reporter=report.person_id,
    )  # fmt: skip
    return Order(
        id=finding.id, code=code, report_id=report.id, reporter_id=report.person_id, edition=report.edition,
        clause=finding.clause, level=clause.level, sensitive=clause.sensitive, urgent=clause.urgent,
        on_spot=finding.handled_on_spot, past_captain=past_captain, at_centre=False, note=finding.note,
        lon=report.lon, lat=report.lat, premises=report.premises, grid_code=located.grid_code,
        grid_version_id=located.grid_version_id, village_code=located.village_code, town_code=located.town_code,
        state=state, desk=desk, unit_code=None, returned_from=None, merged_into=None, refusals=0, tags=(),
        verified_by=None, verified_at=None, filed_at=report.received_at, state_since=report.received_at,
        closed_at=None, version=1, head=chain.START,
    )  # fmt: skip


def _row(order: Order) -> dict[str, Any]:
    row = {name: getattr(order, name) for name in Order.__slots__ if name not in ("lon", "lat", "joined_reporters")}
    return {**row, "place": point_ewkt(order.lon, order.lat), "token": secrets.token_urlsafe(18)}


def _first_entry(acting: Acting, order: Order, finding: FindingFacts) -> records.Entry:
    evidence = {
        "report": str(order.report_id), "clause": order.clause, "level": order.level, "note": order.note,
        "place": [order.lon, order.lat], "premises": order.premises, "grid": order.grid_code,
        "on_spot": order.on_spot,
    }  # fmt: skip
    return records.Entry(
        order_id=order.id, seq=1, step_id=finding.id, step="file", from_state=None, to_state=order.state,
        desk=order.desk, actor_id=acting.person.id, actor_role=acting.person.role, deputy_for=None, unit_code=None,
        at=acting.at, request=chain.request_digest(evidence), evidence=evidence,
    )  # fmt: skip


def _join_open_orders(acting: Acting, event: ReportFiled) -> dict[UUID, str]:
    """Finding → code of the order that it joined; a finding that may not join is left out."""
    wanted = {f.id: f for f in event.findings if f.joins and is_case_code(f.joins)}
    if not wanted:
        return {}
    targets = queries.lock(acting.person, {str(finding.joins) for finding in wanted.values()})
    joined: dict[str, list[FindingFacts]] = {}
    for finding in wanted.values():
        order, seen = targets.get(str(finding.joins), (None, False))
        # A sensitive finding keeps an order of its own: fewer people see it than the order it would join.
        apart = clause_of(event.report.edition, finding.clause).sensitive
        if order is not None and seen and order.open and not order.sensitive and not apart:
            joined.setdefault(order.code, []).append(finding)
    for code, findings in sorted(joined.items()):
        join(acting, targets[code][0], [(f.id, event.report.person_id) for f in findings], findings[0].id)
    return {finding.id: code for code, findings in joined.items() for finding in findings}


def join(acting: Acting, order: Order, findings: Sequence[tuple[UUID, UUID]], step_id: UUID) -> None:
    """These (finding, reporter) belong to the locked order from now on; its history says so and its desk hears it."""
    rows = [
        {"finding_id": finding, "order_id": order.id, "reporter_id": reporter, "joined_at": acting.at}
        for finding, reporter in findings
    ]
    db.session.execute(insert(records.table_of(JoinedFinding)), rows)
    evidence = {"findings": [str(finding) for finding, _ in findings]}
    entry = records.Entry(
        order_id=order.id, seq=order.version + 1, step_id=step_id, step="join", from_state=order.state,
        to_state=order.state, desk=order.desk, actor_id=acting.person.id, actor_role=acting.person.role,
        deputy_for=None, unit_code=order.unit_code, at=acting.at, request=chain.request_digest(evidence),
        evidence=evidence, previous=order.head,
    )  # fmt: skip
    records.append([entry], [{}])
    news = [telling.to_reporter(order, "join", str(step_id), reporter) for _, reporter in findings]
    tell(acting, [each for each in news if each is not None])
