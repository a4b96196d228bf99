"""Who expects which photo, who is told when it arrives, and what is still missing."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import event, text

from backend.acting import Acting, Actor
from backend.database import db, transaction
from backend.photos import actions, queries
from backend.photos.access import PhotoAccess
from backend.photos.declared import DeclaredPhoto
from backend.photos.events import PhotoArrived
from backend.photos.intake import Intake
from backend.photos.pictures import inspect
from backend.problems import Problem
from tests.given import County
from tests.pictures import a_photo, sha256_of

AT = datetime(2026, 11, 22, 1, 0, tzinfo=UTC)
ONE, TWO, THREE = (a_photo(seed) for seed in (1, 2, 3))
A, B, C = (sha256_of(content) for content in (ONE, TWO, THREE))


class Heard(list[PhotoArrived]):
    """What subscribers were told, in order."""


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def acting(county: County, heard: Heard) -> Acting:
    return _acting(county, "worker", heard)


def _acting(county: County, username: str, heard: Heard) -> Acting:
    person = county.people[username]
    actor = Actor(person.id, username, person.name, person.role)
    return Acting(actor, AT, {PhotoArrived: [lambda _, arrived: heard.append(arrived)]})


@pytest.fixture
def intake(app: Flask) -> Intake:
    found: Intake = app.extensions["photo_intake"]
    return found


def declared(*sha256s: str) -> list[DeclaredPhoto]:
    return [DeclaredPhoto(sha256, "near", AT, 120.46, 32.55, "device", 1000, "image/jpeg") for sha256 in sha256s]


def expect(acting: Acting, *sha256s: str, owner: UUID | None = None) -> UUID:
    owner = owner or uuid4()
    with transaction():
        actions.expect(acting, "finding", owner, declared(*sha256s))
    return owner


def arrive(acting: Acting, intake: Intake, content: bytes) -> None:
    with transaction():
        actions.take_in(acting, intake.store, content)


@pytest.fixture
def statements(app: Flask) -> Iterator[list[str]]:
    """Every statement sent to the database during the test."""
    seen: list[str] = []
    note = lambda *args: seen.append(args[2])  # noqa: E731
    event.listen(db.engine, "before_cursor_execute", note)
    yield seen
    event.remove(db.engine, "before_cursor_execute", note)


def test_all_photos_of_all_findings_are_expected_in_one_round_trip(acting: Acting, statements: list[str]) -> None:
    owners = [uuid4() for _ in range(20)]
    statements.clear()
    with transaction():
        missing = actions.expect_many(acting, [("finding", owner, declared(A, B, A)) for owner in owners])
    assert len(statements) == 1
    assert missing == {owner: [A, B] for owner in owners}


def test_a_finding_without_photos_misses_none(acting: Acting, statements: list[str]) -> None:
    owner = uuid4()
    statements.clear()
    with transaction():
        assert actions.expect_many(acting, [("finding", owner, [])]) == {owner: []}
    assert statements == []


def test_two_identical_photos_in_one_finding_are_fine(acting: Acting, intake: Intake, heard: Heard) -> None:
    owner = expect(acting, A, A)
    arrive(acting, intake, ONE)
    assert heard == [PhotoArrived(A, (("finding", owner),))]
    claims = queries.claims_of("finding", [owner])[owner]
    assert [(claim.position, claim.sha256, claim.whole) for claim in claims] == [(0, A, True), (1, A, True)]


def test_a_photo_that_arrives_is_told_to_all_who_wait_and_to_each_once(
    acting: Acting, intake: Intake, heard: Heard
) -> None:
    first, second, other = expect(acting, A), expect(acting, A, B), expect(acting, C)
    arrive(acting, intake, ONE)
    arrive(acting, intake, ONE)
    assert [set(arrived.owners) for arrived in heard] == [{("finding", first), ("finding", second)}]
    assert queries.missing_of("finding", [first, second, other]) == {first: [], second: [B], other: [C]}


def test_a_photo_that_is_there_already_is_not_missing_and_not_told(
    acting: Acting, intake: Intake, heard: Heard
) -> None:
    expect(acting, A)
    arrive(acting, intake, ONE)
    heard.clear()
    with transaction():
        assert actions.expect(acting, "finding", uuid4(), declared(A, B)) == [B]
    assert heard == []


def test_what_was_declared_is_kept_beside_what_the_picture_says(acting: Acting, intake: Intake) -> None:
    owner = expect(acting, A)
    arrive(acting, intake, ONE)
    claim = queries.claims_of("finding", [owner])[owner][0]
    assert (claim.kind, claim.taken_at, claim.lon, claim.lat, claim.evidence_from) == (
        "near", AT, 120.46, 32.55, "device",
    )  # fmt: skip
    facts = queries.facts_of([A, B])
    assert set(facts) == {A}
    assert (facts[A].width, facts[A].height, facts[A].stored_at) == (320, 240, AT)


def test_a_claim_that_missed_its_photo_by_a_moment_is_told_by_the_next_chance(
    app: Flask, acting: Acting, intake: Intake, heard: Heard
) -> None:
    # The claim's transaction began before the photo's was committed and could not see it, nor the other way round.
    owner = uuid4()
    began, stored = threading.Barrier(2, timeout=30), threading.Event()

    def file_report() -> None:
        with app.app_context(), transaction():
            actions.expect(acting, "finding", owner, declared(A))
            began.wait()
            assert stored.wait(30)

    filing = threading.Thread(target=file_report)
    filing.start()
    began.wait()
    arrive(acting, intake, ONE)
    stored.set()
    filing.join()
    assert [arrived.owners for arrived in heard] == [()]
    with transaction():
        actions.settle_stored(acting, A)
        actions.settle_stored(acting, A)
    assert [arrived.owners for arrived in heard] == [(), (("finding", owner),)]


def test_a_step_takes_over_what_its_person_sent_for_the_order(acting: Acting, intake: Intake, heard: Heard) -> None:
    order, step = uuid4(), uuid4()
    with transaction():
        actions.take_in(acting, intake.store, ONE)
        actions.claim_for_order(acting, order, A, "image/jpeg", len(ONE))
        actions.claim_for_order(acting, order, A, "image/jpeg", len(ONE))
        actions.settle_stored(acting, A)
        actions.claim_for_step(acting, step, order, [{"sha256": A, "kind": "after"}])
    assert len(queries.claims_of("order", [order])[order]) == 1
    claims = queries.claims_of("step", [step])[step]
    assert [(claim.sha256, claim.kind, claim.whole) for claim in claims] == [(A, "after", True)]


def test_a_step_may_name_only_whole_photos_of_its_own_person_and_order(
    county: County, acting: Acting, intake: Intake, heard: Heard
) -> None:
    order, other_order = uuid4(), uuid4()
    colleague = _acting(county, "captain", heard)
    with transaction():
        for content in (ONE, TWO):
            actions.take_in(acting, intake.store, content)
        actions.claim_for_order(acting, order, A, "image/jpeg", 1)
        actions.claim_for_order(colleague, order, B, "image/jpeg", 1)
        actions.claim_for_order(acting, order, C, "image/jpeg", 1)
        actions.settle_stored(acting, A)
        actions.settle_stored(acting, B)
    for owner, photos, wrong in [
        (order, [A, B], [1]), (order, [C, A], [0]), (other_order, [A], [0]), (order, ["f" * 64], [0]),
    ]:  # fmt: skip
        with pytest.raises(Problem, match="photos-not-whole") as caught, transaction():
            actions.claim_for_step(acting, uuid4(), owner, photos)
        assert [fault.pointer for fault in caught.value.errors] == [f"/evidence/photos/{n}" for n in wrong]
    with transaction():
        assert db.session.scalar(text("SELECT count(*) FROM photo_claim WHERE owner_kind = 'step'")) == 0


def test_an_unknown_kind_of_photo_is_refused(acting: Acting) -> None:
    with pytest.raises(Problem, match="invalid"), transaction():
        actions.claim_for_step(acting, uuid4(), uuid4(), [{"sha256": A, "kind": "selfie"}])


@pytest.fixture
def everybody_may(app: Flask) -> PhotoAccess:
    return PhotoAccess(
        see={"finding": lambda _, owners: set(owners)}, withdraw={"finding": lambda _, owners: set(owners)}
    )


def test_a_withdrawn_photo_is_shown_to_nobody_on_its_account(
    county: County, acting: Acting, intake: Intake, heard: Heard, everybody_may: PhotoAccess
) -> None:
    colleague = _acting(county, "worker2", heard)
    owner = expect(acting, A, B)
    arrive(acting, intake, ONE)
    with transaction():
        actions.withdraw(acting, everybody_may, A)
        actions.withdraw(acting, everybody_may, A)
        assert queries.visible_photo(acting.person, everybody_may, A) is None
    claims = queries.claims_of("finding", [owner])[owner]
    assert [claim.withdrawn for claim in claims] == [True, False]
    expect(colleague, A)
    arrive(colleague, intake, ONE)
    assert queries.visible_photo(acting.person, everybody_may, A) is not None


def test_whoever_names_a_picture_without_having_sent_it_neither_sees_it_nor_learns_that_it_is_there(
    county: County, acting: Acting, intake: Intake, heard: Heard, everybody_may: PhotoAccess
) -> None:
    expect(acting, A)
    arrive(acting, intake, ONE)
    heard.clear()
    colleague = _acting(county, "worker2", heard)
    own = replace(everybody_may, see={"finding": lambda _, owners: owners & {owner}})
    with transaction():
        owner = uuid4()
        assert actions.expect(colleague, "finding", owner, declared(A)) == [A]
        actions.settle_stored(acting, A)
    assert queries.visible_photo(colleague.person, own, A) is None
    assert [claim.whole for claim in queries.claims_of("finding", [owner])[owner]] == [False]
    assert heard == []
    arrive(colleague, intake, ONE)
    assert queries.visible_photo(colleague.person, own, A) is not None
    assert heard == [PhotoArrived(A, (("finding", owner),))]


def test_nobody_withdraws_what_another_took_nor_what_has_served(
    county: County, acting: Acting, intake: Intake, heard: Heard, everybody_may: PhotoAccess
) -> None:
    expect(acting, A)
    arrive(acting, intake, ONE)
    colleague = _acting(county, "worker2", heard)
    with pytest.raises(Problem, match="not-found"), transaction():
        actions.withdraw(colleague, everybody_may, A)
    verified = replace(everybody_may, withdraw={"finding": lambda *_: set()})
    with pytest.raises(Problem, match="photo-kept"), transaction():
        actions.withdraw(acting, verified, A)
    assert queries.visible_photo(acting.person, everybody_may, A) is not None


def test_a_photo_not_yet_sent_cannot_be_withdrawn_so_that_a_finding_is_not_complete_without_it(
    acting: Acting, everybody_may: PhotoAccess
) -> None:
    owner = expect(acting, A)
    with pytest.raises(Problem, match="not-found"), transaction():
        actions.withdraw(acting, everybody_may, A)
    assert queries.missing_of("finding", [owner]) == {owner: [A]}


def test_pictures_that_look_alike_are_found_and_others_are_not(acting: Acting, intake: Intake) -> None:
    again, other = a_photo(1, quality=60), a_photo(77)
    for content in (ONE, again, other):
        arrive(acting, intake, content)
    assert queries.alike_to([A]) == {A: [sha256_of(again)]}
    assert queries.alike_to([sha256_of(other)]) == {sha256_of(other): []}


@pytest.mark.parametrize("flips", [(0, 17, 34), (63,), (16, 32, 48), (1, 2, 3)])
def test_every_picture_within_three_bits_is_found(acting: Acting, flips: tuple[int, ...]) -> None:
    picture = inspect(ONE)
    assert picture.phash is not None
    near = picture.phash & (2**64 - 1)
    for bit in flips:
        near ^= 1 << bit
    near -= (1 << 64) if near >> 63 else 0
    with transaction():
        actions.record_photo(acting, A, 1, picture)
        actions.record_photo(acting, B, 1, replace(picture, phash=near))
    assert queries.alike_to([A]) == {A: [B]}


def test_the_search_for_alike_pictures_reads_an_index_and_not_every_picture(acting: Acting) -> None:
    with transaction() as session:
        session.execute(text("SET LOCAL enable_seqscan = off"))
        plan = "\n".join(
            session.execute(text("EXPLAIN " + queries.ALIKE.text), {"sha256s": [A], "distance": 3, "most": 5}).scalars()
        )
    assert all(f"ix_photo_phash_{band}" in plan for band in (0, 16, 32, 48))
    assert "Seq Scan" not in plan


def test_the_owners_of_a_photo_are_told_earliest_first(acting: Acting) -> None:
    first, second = expect(acting, A), expect(acting, A, A)
    assert queries.owners_of("finding", [A, B]) == {A: [first, second], B: []}
