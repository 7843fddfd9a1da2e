"""A manager who left keeps a signing key and can write the files: the next epoch is still not theirs to make."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace

import pytest

from app.desk import Desk
from app.errors import Damaged
from app.flows import lock_memory
from app.kinds import Compartment
from app.vault import Home, slots_file
from app.vault import manifest as manifests
from app.vault.authority import sign_authority
from app.vault.compartments import NewCompartment, office_wrap
from app.vault.enrolling import remove
from app.vault.identity import Identity
from app.vault.manifest import Manifest, Signer
from app.vault.newcomer import name_sealed
from app.vault.sealing import label, wrap
from tests.conftest import Centre

CASEWORK, OFFICE = Compartment.CASEWORK, Compartment.OFFICE


@pytest.fixture
def left(centre: Centre) -> tuple[Centre, Identity, bytes]:
    """What somebody took along who was a manager, and a centre that went over to new keys without them."""
    took = centre.unlock("manager2")
    device = took._device_key
    assert device is not None
    remove(centre.home, centre.unlock("manager"), centre.users["manager2"], trustee="이웃 상담소")
    with closing(centre.open("manager")) as desk:
        desk.cases.open_case("달빛비밀")
    return centre, took.identity, device.private_bytes_raw()


def _put(
    centre: Centre, identity: Identity, device: bytes, following: Manifest, fresh: dict[Compartment, NewCompartment]
) -> None:
    """Write a lock of their own: grants for everybody, names they make up, their own signature."""
    who, home = centre.users["manager2"], Home.open(centre.home)
    data = manifests.write(following, who, identity.signing.sign(manifests.to_sign(following)))
    old, wrapper = home.slots.authority, office_wrap(fresh[OFFICE].key)
    part = replace(
        old, version=old.version + 1, signer=who, successor=data,
        centre_name_sealed=wrap(wrapper, "연습 상담소".encode(), label("centre-name")),
        trustee_sealed=wrap(wrapper, "이웃".encode(), label("trustee")),
        members=tuple(replace(one, name_sealed=name_sealed(wrapper, one.id, one.alias)) for one in old.members),
        rooms=(*old.rooms, *(one.room for one in fresh.values())),
        grants=(*old.grants, *(one.grant(m.id, m.agreement) for one in fresh.values() for m in old.members)),
        installations=tuple(
            replace(one, sealed=wrap(wrapper, device, label("installation", one.id))) for one in old.installations
        ),
    )  # fmt: skip
    slots = home.slots.with_authority(part, sign_authority(identity, part))
    slots_file.copies(centre.home).replace_all(slots_file.write(slots))
    manifests.copies(centre.home).replace_all(data)


def _next(centre: Centre, identity: Identity, *, outright: bool) -> tuple[Manifest, dict[Compartment, NewCompartment]]:
    now = Home.open(centre.home).manifest
    fresh = {one: NewCompartment.of(one, now.facts(one).epoch + 1) for one in (CASEWORK, OFFICE)}
    present = {one: now.facts(one) for one in Compartment}
    if outright:
        present[OFFICE] = fresh[OFFICE].facts
    coming = (CASEWORK,) if outright else (CASEWORK, OFFICE)
    following = replace(
        now, version=now.version + 1, compartments=tuple(present.values()), turned=frozenset(), source=b"",
        coming=tuple(fresh[one].facts for one in coming),
        signers=(*now.signers, Signer(centre.users["manager2"], identity.signing_public)),
    )  # fmt: skip
    return replace(following, witness=manifests.witness_of(following, fresh[OFFICE].key)), fresh


def test_a_coming_office_key_counts_only_from_somebody_who_holds_the_present_one(
    left: tuple[Centre, Identity, bytes],
) -> None:
    centre, identity, device = left
    following, fresh = _next(centre, identity, outright=False)
    _put(centre, identity, device, following, fresh)
    with pytest.raises(Damaged):
        centre.unlock("counsellor")


def test_an_office_part_put_there_outright_is_said_before_a_record_goes_under_a_new_key(
    left: tuple[Centre, Identity, bytes],
) -> None:
    centre, identity, device = left
    with closing(centre.open("counsellor")) as desk:
        assert desk.doubts == ()
        before = desk.keys.epoch(CASEWORK)
    following, fresh = _next(centre, identity, outright=True)
    _put(centre, identity, device, following, fresh)
    keys = centre.unlock("counsellor")
    assert keys.coming_key(CASEWORK) == fresh[CASEWORK].key, "the counsellor could complete it"
    assert lock_memory.strange(centre.home, keys)
    with closing(_office_of_theirs(centre, keys)) as desk:
        assert lock_memory.doubt() in desk.doubts
        assert desk.keys.epoch(CASEWORK) == before
        assert desk.to_write_anew() == ()
        assert [one.kind for one in desk.audit.entries(kind="lock_doubted")] == ["lock_doubted"]
    assert not list((centre.home / "db").glob(f"casework.{fresh[CASEWORK].facts.epoch}.db"))


def _office_of_theirs(centre: Centre, keys: object) -> Desk:
    """They know how an office database is made, and put one there."""
    from app.store import create_databases
    from app.vault import Keys

    assert isinstance(keys, Keys)
    create_databases(centre.home, keys)
    return Desk.open(centre.home, keys)


def test_changes_by_those_who_hold_the_keys_are_no_doubt(centre: Centre) -> None:
    for step in range(2):
        with closing(centre.open("counsellor")) as desk:
            assert desk.doubts == (), step
        with closing(centre.open("manager")) as desk:
            desk.people.stolen(centre.users["trainer"], "새 암호문은 여기에 적습니다", desk.people.ways())
    with closing(centre.open("counsellor")) as desk:
        assert desk.doubts == ()
        assert desk.renewed.done
