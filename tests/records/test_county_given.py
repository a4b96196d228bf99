"""The ground every other test stands on."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from backend.database import db, transaction
from tests.given import GRIDS, County


def test_the_given_county_has_its_grids_and_people(county: County) -> None:
    assert db.session.scalar(text("SELECT count(*) FROM grid_version")) == len(GRIDS)
    assert county.people["worker"].role == "worker"


@pytest.mark.parametrize("table", ["access_log", "report", "order_history", "ledger_entry", "ledger_seal"])
@pytest.mark.parametrize("verb", ["DELETE FROM {}", "TRUNCATE {}"])
def test_the_application_cannot_erase_what_is_append_only(county: County, table: str, verb: str) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"), transaction() as session:
        session.execute(text(verb.format(table)))
