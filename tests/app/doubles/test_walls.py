"""Records that were put together, and held contacts, at a wall and at an erasure."""

from __future__ import annotations

import contextlib

import pytest

from app.errors import Conflict
from app.flows import party
from app.kinds import Compartment
from app.store.erasing import erase
from tests.conftest import Centre


def test_a_record_is_sealed_together_with_what_went_into_it(centre: Centre) -> None:
    with contextlib.closing(centre.open()) as desk:
        one, other = desk.cases.open_case("파란우산").value, desk.cases.open_case("우산", phone="010-1111-3333").value
        desk.cases.add_note(other.id, "상담", "가로등 없는 골목")
        merge = desk.merging.merge(one.id, other.id, "같은 사람").value
        with pytest.raises(Conflict):
            desk.sealed.seal(other.id, [centre.users["counsellor"]], "직원의 가족")
        sealed = desk.sealed.seal(one.id, [centre.users["counsellor"]], "직원의 가족").value
        casework = desk.database(Compartment.CASEWORK)
        for table in ("casefile", "person", "merge", "note"):
            assert casework.rows(f"SELECT * FROM {table}") == []
        with contextlib.closing(desk.sealed.open(sealed.id)) as inside:
            assert inside.merging.of_case(one.id)[0].gone_number == other.number
            inside.merging.undo(merge.id)
            merge = inside.merging.merge(one.id, other.id, "역시 같은 사람").value
        desk.sealed.unseal(sealed.id)
        desk.merging.undo(merge.id)
        assert [row.id for row in desk.cases.find("가로등")] == [other.id]
        assert desk.cases.get(other.id).survivor.phone == "010-1111-3333"


def test_records_that_were_taken_apart_are_sealed_alone(centre: Centre) -> None:
    with contextlib.closing(centre.open()) as desk:
        one, other = desk.cases.open_case("파란우산").value, desk.cases.open_case("우산").value
        desk.cases.set_other_party(one.id, phone="010-5555-4444")
        call = desk.contacts.take("phone", phone="010-5555-4444").value
        party.finish(desk, call.id, None)
        desk.merging.undo(desk.merging.merge(one.id, other.id, "같은 사람").value.id)
        sealed = desk.sealed.seal(one.id, [centre.users["counsellor"]], "직원의 가족").value
        assert desk.contacts.is_held(call.id)
        with contextlib.closing(desk.sealed.open(sealed.id)) as inside:
            assert inside.merging.of_case(one.id)[0].undone_at is not None
    with contextlib.closing(centre.open("manager")) as desk:
        (match,) = desk.matches.waiting()
        assert party.decide(desk, match.id, True).value.state == "other_party"


def test_an_erased_double_leaves_nothing_to_take_apart(centre: Centre) -> None:
    with contextlib.closing(centre.open()) as desk:
        one, other = desk.cases.open_case("파란우산").value, desk.cases.open_case("우산").value
        desk.cases.add_note(other.id, "상담", "가로등 없는 골목")
        merge = desk.merging.merge(one.id, other.id, "같은 사람").value
        database = desk.database(Compartment.CASEWORK)
        with database.atomic():
            erase(database, [other.id], [], ())
        with pytest.raises(Conflict):
            desk.merging.undo(merge.id)
        assert [row.id for row in desk.cases.find("가로등")] == [one.id]
        with database.atomic():
            erase(database, [one.id], [], ())
        for table in ("merge", "merge_moved", "note"):
            assert database.rows(f"SELECT * FROM {table}") == []
