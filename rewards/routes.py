"""HTTP: one's own bounties."""

from __future__ import annotations

from typing import Any

from backend import api
from backend.database import transaction
from rewards import documents
from rewards.schemas import RewardsPageSchema, RewardsQuery

blueprint = api.Blueprint("rewards", __name__, description="一事一奖：自己的奖励记录（金额为本项目参考，单位分，税前）")


@blueprint.route("/rewards/mine")
@blueprint.arguments(RewardsQuery, location="query")
@blueprint.response(200, RewardsPageSchema)
def list_mine(query: dict[str, Any]) -> dict[str, Any]:
    """Own ledger rows with the rule that made each."""
    with transaction():
        return documents.mine(api.acting(), **query)
