"""The history of an order proves itself."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import psycopg
import pytest
import rfc8785
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from backend.database import db
from backend.orders import chain
from backend.settings import Settings
from tests.cases import Desk
from tests.given import County

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@pytest.fixture
def desk(app: Flask, county: County) -> Desk:
    return Desk(app, county)


@pytest.fixture
def owner(settings: Settings) -> Iterator[psycopg.Connection]:
    """Somebody with the rights of the tables' owner: the one against whom the chain is made."""
    url = settings.migration_database_url.replace("+psycopg", "")
    with psycopg.connect(url, autocommit=True, options=f"-c search_path={settings.schema},public") as connection:
        yield connection


def verified(desk: Desk) -> tuple[int, str]:
    result = desk.app.test_cli_runner().invoke(args=["audit", "verify"])
    return result.exit_code, result.output


def test_an_untouched_history_is_proved(desk: Desk) -> None:
    code = desk.file()
    desk.walk(code, "closed")
    desk.take("captain", desk.file(), "merge", {"into": desk.file()})
    desk.take("captain", desk.file(), "correct", {"reason": "words", "note": "改“引号”与 \\ 与 é"})
    status, told = verified(desk)
    assert status == 0, told
    assert "工单 4 张，全过程 14 步，全部相符" in told


TAMPERING = (
    ("UPDATE order_history SET at = at + interval '1 second' WHERE seq = 2", "第 2 步"),
    ("UPDATE order_history SET actor_id = NULL WHERE seq = 2", "第 2 步"),
    ("UPDATE order_history SET to_state = 'declined' WHERE seq = 2", "第 2 步"),
    ('UPDATE order_evidence SET evidence = \'{"how": "by_phone"}\' WHERE seq = 2', "第 2 步"),
    ("UPDATE order_evidence SET evidence = NULL WHERE seq = 2", "第 2 步"),
    ('UPDATE order_evidence SET salt = NULL, evidence = \'{"how": "by_phone"}\' WHERE seq = 2', "第 2 步"),
    ("DELETE FROM order_history WHERE seq = 2", "第 3 步"),
    ("DELETE FROM order_history WHERE seq = 3", "工单本身"),
    ("UPDATE work_order SET state = 'closed', desk = ''", "工单本身"),
    ("UPDATE work_order SET level = 'M'", "工单本身"),
    ("UPDATE work_order SET clause = 'XF01-01'", "工单本身"),
    ("UPDATE work_order SET reporter_id = (SELECT id FROM person WHERE username = 'worker2')", "工单本身"),
    ("UPDATE work_order SET head = decode(repeat('00', 32), 'hex')", "工单本身"),
)


@pytest.mark.parametrize(("statement", "where"), TAMPERING)
def test_whatever_is_changed_is_found_and_named(
    desk: Desk, owner: psycopg.Connection, statement: str, where: str
) -> None:
    code = desk.file()
    desk.walk(code, "accepted")
    owner.execute(statement)  # type: ignore[call-overload]
    status, told = verified(desk)
    assert status == 1
    assert code in told
    assert where in told


def test_evidence_erased_by_retention_leaves_the_chain_whole(desk: Desk, owner: psycopg.Connection) -> None:
    code = desk.file()
    desk.walk(code, "accepted")
    owner.execute("UPDATE order_evidence SET salt = NULL, evidence = NULL WHERE seq = 2")
    status, told = verified(desk)
    assert status == 0, told
    assert "1 步的说明已按期限删除" in told
    assert desk.see("captain", code)["road"][1]["erased"] is True


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE order_history SET step = 'x'", "DELETE FROM order_history", "TRUNCATE order_history",
        "DELETE FROM order_evidence", "UPDATE ledger_entry SET amount_fen = 1", "DELETE FROM ledger_seal",
    ],
)  # fmt: skip
def test_the_application_can_change_neither_history_nor_ledger(app: Flask, county: County, statement: str) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"):
        db.session.execute(text(statement))
    db.session.rollback()


def test_the_history_is_read_page_by_page_with_its_links(desk: Desk) -> None:
    code = desk.file()
    desk.walk(code, "accepted")
    first = desk.client("auditor").get(f"/api/v1/orders/{code}/history?limit=2").json
    rest = desk.client("auditor").get(f"/api/v1/orders/{code}/history?limit=2&after={first['next']}").json
    rows = first["items"] + rest["items"]
    assert [row["seq"] for row in rows] == [1, 2, 3]
    assert rest["next"] is None
    assert rows[0]["previous"] == "00" * 32
    assert [row["previous"] for row in rows[1:]] == [row["hash"] for row in rows[:-1]]


@given(st.binary(min_size=16, max_size=16), st.dictionaries(st.text(max_size=8), JSON, max_size=4))
def test_the_digest_of_evidence_goes_by_its_meaning_and_the_salt(salt: bytes, evidence: dict[str, object]) -> None:
    turned = dict(reversed(evidence.items()))
    assert chain.evidence_digest(salt, evidence) == chain.evidence_digest(salt, turned)
    assert chain.evidence_digest(bytes(16), evidence) != chain.evidence_digest(bytes(15) + b"\1", evidence)
    assert chain.evidence_digest(salt, evidence) == hashlib.sha256(salt + rfc8785.dumps(evidence)).digest()


@given(st.dictionaries(st.sampled_from(chain.HASHED), st.text(max_size=5), min_size=1), st.text(max_size=5))
def test_every_member_of_a_row_counts_for_its_hash(changes: dict[str, str], other: str) -> None:
    row = dict.fromkeys(chain.HASHED, "same")
    changed = {**row, **changes}
    assert (chain.row_hash(chain.START, row) == chain.row_hash(chain.START, changed)) == (row == changed)
    assert chain.row_hash(b"\1" * 32, row) != chain.row_hash(chain.START, row)
