"""What managers sign for the page: made once, shared with managers only, months ahead; the key on paper opens too."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import date

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from app.desk import Desk
from app.errors import CannotUnlock, Denied
from app.inbox import Makers
from app.inbox.opening import unseal
from app.kinds import Compartment, Right, Role
from app.store import Database
from app.vault import FLOOR, Kind, StaffPlan, WaysIn
from app.wire import Malformed, page_keys
from app.wire.canonical import key_id
from tests.app.inbox.test_inbox import DAY, Reporter, officers, opened
from tests.conftest import Centre

__all__ = ["officers"]
NOVEMBER = date(2026, 11, 23)


def signed(centre: Centre) -> tuple[str, bytes, list[bytes]]:
    """Two months of keys, a recovery key, and the bundles a manager signed; with the code on paper."""
    with closing(centre.open()) as desk:
        desk.intake_keys.make_ahead(Compartment.INTAKE, 2, NOVEMBER)
    with closing(centre.open("manager")) as desk:
        verify = desk.page_papers.begin().value
        code = desk.page_papers.make_recovery().value
        assert desk.page_papers.sign_ahead(NOVEMBER).value == 2
        return code, verify, [document for _ident, document in desk.page_papers.to_send()]


def test_bundles_are_signed_ahead_once_and_again_when_a_key_is_added(officers: Centre) -> None:
    _code, verify, documents = signed(officers)
    read = [page_keys.read_bundle(one, officers.unlock("manager").centre_id[:16], verify) for one in documents]
    assert [(one.seq, one.begins, one.not_after) for one in read] == [
        (1, "2026-11-01", "2026-12-15"), (2, "2026-12-01", "2027-01-15"),
    ]  # fmt: skip
    assert {key.role for key in read[0].keys} == {"intake", "recovery"}
    with closing(officers.open("manager")) as desk:
        assert desk.page_papers.sign_ahead(NOVEMBER).value == 0
        with desk.database(Compartment.OFFICE).atomic():
            desk.page_papers.sent("1")
        assert [ident for ident, _document in desk.page_papers.to_send()] == ["2"]
        assert desk.page_papers.signed_until() == "2027-01-15"
        rights = frozenset({Right.SUPERVISOR, Right.INTAKE_OFFICER, Right.MONITOR})
        desk.people.change(officers.users["manager2"], Role.MANAGER, rights)
    with closing(officers.open("manager2")) as desk:
        desk.intake_keys.make_ahead(Compartment.PUBLIC_MATERIAL, 1, NOVEMBER)
        assert desk.page_papers.sign_ahead(NOVEMBER).value == 1
        (_older, newest) = desk.page_papers.to_send()
        found = page_keys.read_bundle(newest[1], desk.page_papers.centre, verify)
        assert {key.role for key in found.keys} == {"intake", "public", "recovery"}


def plant(centre: Centre, begins: str, **more: object) -> str:
    """A pair of one's own, written into the records that everybody opens."""
    public = X25519PrivateKey.generate().public_key().public_bytes_raw()
    with closing(centre.open("trainer")) as desk:
        office = desk.database(Compartment.OFFICE)
        row = {"id": key_id(public), "role": "intake", "public": public, "begins": begins, "not_after": "2027-02-14"}
        with office.atomic():
            office.insert("intake_key", {**row, **more})
    return key_id(public)


def named(desk: Desk) -> dict[str, frozenset[str]]:
    """The pairs that the newest bundle of each month names."""
    verify = desk.page_papers.verify
    assert verify
    read = [page_keys.read_bundle(one, desk.page_papers.centre, verify) for _id, one in desk.page_papers.to_send()]
    return {one.begins: frozenset(key.id for key in one.keys) for one in read}


def made(desk: Desk, begins: str) -> set[str]:
    return {one.id for one in desk.intake_keys.listed() if (one.role, one.begins) == ("intake", begins)}


def test_a_planted_pair_is_left_out_named_once_and_takes_nobodys_place(officers: Centre) -> None:
    signed(officers)
    planted = plant(officers, "2027-01-01")
    forged = plant(officers, "2027-01-01", maker=officers.users["counsellor"], signature=bytes(64))
    odd = plant(officers, "2027-01-01", maker=officers.users["counsellor"], signature=b"", role="in|take")
    with closing(officers.open("trainer")) as desk:
        row = {"role": "intake", "begins": "2027-01-01", "not_after": "2027-02-14", "public": bytes(range(32))}
        outsider = Makers(desk.database(Compartment.OFFICE), desk.keys, lambda _one: {}, dict).signed(row)
        with desk.database(Compartment.OFFICE).atomic():
            desk.database(Compartment.OFFICE).insert("intake_key", {"id": key_id(bytes(range(32))), **outsider})
    strange = {planted, forged, odd, key_id(bytes(range(32)))}
    with closing(officers.open("manager")) as desk:
        assert desk.page_papers.sign_ahead(NOVEMBER).value == 0
        assert {row["id"] for row in desk.page_papers.strange(NOVEMBER)} == strange
        desk.page_papers.sign_ahead(NOVEMBER)
        (entry,) = desk.office_audit.entries(kind="page_keys_strange")
        assert set(entry.facts["keys"]) == strange
    with closing(officers.open()) as desk:
        assert desk.intake_keys.make_ahead(Compartment.INTAKE, 3, NOVEMBER).value == 1, "its month still gets a pair"
    with closing(officers.open("manager")) as desk:
        assert desk.page_papers.sign_ahead(NOVEMBER).value == 1
        assert named(desk)["2027-01-01"] & made(desk, "2027-01-01") == made(desk, "2027-01-01") - strange != set()


def test_a_changed_pair_of_an_officer_is_not_signed(officers: Centre) -> None:
    with closing(officers.open()) as desk:
        desk.intake_keys.make_ahead(Compartment.INTAKE, 2, NOVEMBER)
        (ident,) = made(desk, "2026-12-01")
        with desk.database(Compartment.OFFICE).atomic():
            desk.database(Compartment.OFFICE).change("intake_key", ident, {"not_after": "2999-12-31"})
    with closing(officers.open("manager")) as desk:
        desk.page_papers.begin()
        assert desk.page_papers.sign_ahead(NOVEMBER).value == 1
        assert set(named(desk)) == {"2026-11-01"}


def test_pairs_of_an_officer_who_left_are_not_signed_anew_and_others_take_their_place(officers: Centre) -> None:
    signed(officers)
    with closing(officers.open()) as desk:
        desk.intake_keys.make_ahead(Compartment.INTAKE, 3, NOVEMBER)
        theirs = {one.id for one in desk.intake_keys.listed() if one.role == "intake"}
    with closing(officers.open("manager")) as desk:
        desk.people.change(officers.users["counsellor"], Role.COUNSELLOR, frozenset())
        before = named(desk)
        assert desk.page_papers.sign_ahead(NOVEMBER).value == 0
        assert named(desk) == before, "months that name their pairs stay as they are"
        assert {row["begins"] for row in desk.page_papers.strange(NOVEMBER)} == {"2027-01-01"}
    with closing(officers.open("manager2")) as desk:
        assert desk.intake_keys.make_ahead(Compartment.INTAKE, 3, NOVEMBER).value == 3
        assert desk.page_papers.sign_ahead(NOVEMBER).value == 3
        assert all(desk.intake_keys.private(one) for one in theirs), "what was sealed to them goes on opening"
        assert not theirs & frozenset().union(*named(desk).values())


def test_the_sheet_of_a_manager_who_left_is_not_signed_anew(officers: Centre) -> None:
    code, _verify, _documents = signed(officers)
    with closing(officers.open()) as desk:
        desk.intake_keys.make_ahead(Compartment.INTAKE, 3, NOVEMBER)
    with closing(officers.open("manager2")) as desk:
        desk.people.change(officers.users["trainer"], Role.MANAGER, frozenset())
        desk.people.change(officers.users["manager"], Role.TRAINER, frozenset())
        (paper,) = desk.page_papers.recovered(code)
        assert desk.page_papers.sign_ahead(NOVEMBER).value == 1
        assert [month for month, pairs in named(desk).items() if paper in pairs] == ["2026-11-01", "2026-12-01"]
        assert desk.page_papers.strange(NOVEMBER) == ()


def test_only_managers_sign_and_new_ones_get_their_share(officers: Centre) -> None:
    _code, verify, _documents = signed(officers)
    with closing(officers.open()) as desk:
        for act in (desk.page_papers.begin, desk.page_papers.make_recovery, lambda: desk.page_papers.sign(b"x")):
            with pytest.raises(Denied):
                act()
        rows = desk.database(Compartment.OFFICE).rows("SELECT id FROM page_key_share")
        assert {row["id"] for row in rows} == {officers.users["manager"], officers.users["manager2"]}
    with closing(officers.open("manager")) as desk:
        made = desk.people.enrol(StaffPlan("새로온", Role.MANAGER), WaysIn(Kind.PAPER, kdf=FLOOR)).value
    with closing(officers.open("manager")) as desk:
        rows = desk.database(Compartment.OFFICE).rows("SELECT id FROM page_key_share")
        assert made.user in {row["id"] for row in rows}
        desk.people.remove(made.user)
    with closing(officers.open("manager2")) as desk:
        rows = desk.database(Compartment.OFFICE).rows("SELECT id FROM page_key_share")
        assert made.user not in {row["id"] for row in rows}
        assert desk.page_papers.verify == verify


def test_a_swapped_page_key_is_named_as_unsigned(officers: Centre) -> None:
    signed(officers)
    with closing(officers.open()) as desk, desk.database(Compartment.OFFICE).atomic():
        desk.database(Compartment.OFFICE).change("page_key", "page", {"public": "0" * 64})
    with closing(officers.open("manager")) as desk:
        assert desk.unsigned


def test_the_key_on_paper_opens_what_no_other_key_opens(officers: Centre) -> None:
    code, verify, documents = signed(officers)
    with closing(officers.open()) as desk:
        bundle = page_keys.read_bundle(documents[0], desk.page_papers.centre, verify)
        reporter = Reporter(bundle.centre, bundle)
        desk.arrivals.carry_in([replace(reporter.says("아직 열지 않은 말"), day=DAY)])
        desk.intake_keys.destroy_old(date(2027, 12, 1))
        assert opened(desk) == 0
        desk.settling.try_again()
        paper = desk.page_papers.recovered(code.lower().replace("-", " "))
        assert desk.settling.settle([unseal(one, paper) for one in desk.settling.pending()]).value == 1
        assert desk.inbox.look(reporter.thread.mailbox).value.messages[0].text == "아직 열지 않은 말"
        assert desk.page_papers.drill(code).value in reporter.bundle.recipients("victim")


def test_another_paper_is_refused_and_an_older_one_is_told(officers: Centre) -> None:
    code, _verify, _documents = signed(officers)
    with closing(officers.open("manager")) as desk:
        with pytest.raises(CannotUnlock):
            desk.page_papers.recovered(code[:-1] + ("0" if code[-1] != "0" else "1"))
        newer = desk.page_papers.make_recovery().value
        assert desk.page_papers.recovered(code)
        with pytest.raises(CannotUnlock):
            desk.page_papers.drill(code)
        assert desk.page_papers.drill(newer).value
        assert desk.page_papers.sign_ahead(NOVEMBER).value == 2, "what was signed names the new paper from now on"


def changed(centre: Centre, change: Callable[[Database], None]) -> None:
    """What somebody writes into the records who holds their key, and is no manager."""
    with closing(centre.open("trainer")) as desk, desk.database(Compartment.OFFICE).atomic():
        change(desk.database(Compartment.OFFICE))


@pytest.mark.parametrize("how", ["cleared", "newer ended", "newer unsigned", "newer gone", "trail said again"])
def test_an_older_sheet_never_counts_again_whatever_somebody_writes(officers: Centre, how: str) -> None:
    older, _verify, _documents = signed(officers)
    with closing(officers.open("manager")) as desk:
        newer = desk.page_papers.make_recovery().value
        (old,), (new,) = desk.page_papers.recovered(older), desk.page_papers.recovered(newer)
        desk.page_papers.sign_ahead(NOVEMBER)
    with closing(officers.open()) as desk:
        desk.intake_keys.make_ahead(Compartment.INTAKE, 3, NOVEMBER)

    def plant(office: Database) -> None:
        office.change("intake_key", old, {"destroyed_on": None})
        if how == "newer ended":
            office.change("intake_key", new, {"destroyed_on": "2026-11-23"})
        elif how == "newer unsigned":
            office.change("intake_key", new, {"replaces": ""})
        elif how == "newer gone":
            office.erase("intake_key", new)

    changed(officers, plant)
    if how == "trail said again":
        with closing(officers.open("trainer")) as desk:
            desk.office_audit.write("recovery_paper_made", key=old)
    with closing(officers.open("manager")) as desk:
        assert old in {row["id"] for row in desk.page_papers.strange(NOVEMBER)}, "it is named to managers"
        with pytest.raises(CannotUnlock):
            desk.page_papers.drill(older)
        desk.page_papers.sign_ahead(NOVEMBER)
        assert "2027-01-01" in named(desk)
        assert old not in named(desk)["2027-01-01"]
        assert (new in named(desk)["2027-01-01"]) == (how == "cleared")
        again = desk.page_papers.make_recovery().value
        desk.page_papers.sign_ahead(NOVEMBER)
        (third,) = desk.page_papers.recovered(again)
        assert all(third in pairs for pairs in named(desk).values()), "a new sheet mends it"
        assert desk.page_papers.drill(again).value == third


def test_a_bundle_of_another_key_is_refused(officers: Centre) -> None:
    _code, _verify, documents = signed(officers)
    with closing(officers.open("manager")) as desk, pytest.raises(Malformed):
        page_keys.read_bundle(documents[0], desk.page_papers.centre, bytes(32))
