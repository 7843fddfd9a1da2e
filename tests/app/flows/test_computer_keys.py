"""A computer gets another signing key: what the one before signed is still verified, what it signs from then on is not."""

from __future__ import annotations

import shutil
from contextlib import closing
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.audit import Checkpoints
from app.desk import Desk
from app.errors import Damaged
from app.flows import backups, drill, erased_list
from app.kinds import Compartment
from app.vault import FLOOR, Anchor, Kind, WaysIn, anchor_keeping
from app.vault.sealing import label, unwrap, verified
from tests.conftest import PASSPHRASE, Centre


def secret_of(desk: Desk) -> Ed25519PrivateKey:
    """The installation's private key, as everybody who works here could read it."""
    from app.vault import Home

    one = Home.open(desk.home).slots.authority.installations[0]
    raw = unwrap(desk.keys.office_wrapper, one.sealed, label("installation", one.id))
    return Ed25519PrivateKey.from_private_bytes(raw)


class Thief:
    """Whoever kept the key of before."""

    def __init__(self, key: Ed25519PrivateKey) -> None:
        self._key = key
        self.device_public = key.public_key().public_bytes_raw()
        self.device_publics = (self.device_public,)

    def sign(self, message: bytes) -> bytes:
        return self._key.sign(message)


def worked(desk: Desk) -> None:
    desk.cases.open_case("파란우산")
    for trail, part in ((desk.audit, Compartment.CASEWORK), (desk.office_audit, Compartment.OFFICE)):
        trail.write("case_read", case="c", by="test")
        assert Checkpoints(desk.database(part), desk.keys).write() is not None


def renewed(centre: Centre, how: str) -> tuple[Thief, str, Path]:
    """A centre that was worked in, backed up, and whose computer then got a new key."""
    backup = centre.home.parent / "stick"
    backup.mkdir()
    with closing(centre.open("manager")) as desk:
        worked(desk)
        erased_list.bring_up_to_date(desk.home, desk.keys, (("case", "0" * 32, 1),))
        made = backups.write(desk.home, desk.keys, backup)
        backups.record(made, desk.keys, audit=desk.audit, office=desk.office, retention=desk.retention)
        text, before = desk.freshness.put_down(None, kept=False).value, desk.keys.device_public
        thief, device = Thief(secret_of(desk)), desk.keys.device_id
        if how == "theft":
            desk.people.stolen(centre.users["counsellor"], PASSPHRASE, WaysIn(Kind.PAPER, kdf=FLOOR))
        else:
            desk.people.renew_computers()
        assert desk.keys.device_public != before
        assert desk.keys.device_publics == (desk.keys.device_public, before)
        assert desk.keys.device_id == device, "numbers, trail and history go on under the same letter"
        assert verified(desk.keys.device_public, desk.keys.sign(b"x"), b"x")
        worked(desk)
    return thief, text, made.path


@pytest.mark.parametrize("how", ["theft", "asked"])
def test_what_was_signed_before_is_still_verified(centre: Centre, how: str) -> None:
    _thief, text, backup = renewed(centre, how)
    with closing(centre.open("manager")) as desk:
        assert desk.doubts == ()
        assert desk.trail_problems() == []
        assert desk.freshness.compare(text).value == (), "the key store was told under the key before"
        assert erased_list.read(desk.home, desk.keys)
        drilled = drill.rehearse(desk.home, desk.keys, backup)
        assert drilled.holds
        kinds = [entry.kind for entry in desk.office_audit.entries(kind="computer_key_renewed")]
        assert kinds == ["computer_key_renewed"]


def test_an_anchor_that_the_old_key_signs_does_not_count(centre: Centre) -> None:
    thief, _text, _backup = renewed(centre, "asked")
    keys = centre.unlock("manager")
    anchor = Anchor(centre.home, keys)
    state = anchor.read("casework")
    data = (centre.home / "anchor.bin").read_bytes()[:-64]
    (centre.home / "anchor.bin").write_bytes(data + thief.sign(data))
    with pytest.raises(Damaged):
        anchor.read("casework")
    (centre.home / "anchor.bin").write_bytes(data + keys.sign(data))
    assert anchor.read("casework") == state


def test_the_anchor_that_lay_there_counts_until_the_next_one(centre: Centre) -> None:
    """A kill right after the change of keys leaves an anchor under the key before; an older one of its kind is found out."""
    with closing(centre.open("manager")) as desk:
        desk.cases.open_case("달맞이")
        older = (centre.home / "anchor.bin").read_bytes()
        desk.cases.open_case("파란우산")
    last = (centre.home / "anchor.bin").read_bytes()
    with closing(centre.open("manager")) as desk:
        desk.people.renew_computers()
    (centre.home / "anchor.bin").write_bytes(last)
    anchor = Anchor(centre.home, centre.unlock("manager"))
    assert anchor.read("casework") is not None
    (centre.home / "anchor.bin").write_bytes(older)
    with pytest.raises(Damaged):
        anchor.read("casework")


def test_the_old_key_signs_no_checkpoint_any_more(centre: Centre) -> None:
    thief, _text, _backup = renewed(centre, "asked")
    with closing(centre.open("manager")) as desk:
        database = desk.database(Compartment.CASEWORK)
        desk.audit.write("case_read", case="c", by="test")
        forged = Checkpoints(database, thief).write()
        assert forged is not None
        problems = Checkpoints(database, desk.keys).problems()
        assert len(problems) == 1
        assert str(forged.number) in problems[0]


def test_a_stranger_s_memory_is_refused(centre: Centre, tmp_path: Path) -> None:
    thief, text, _backup = renewed(centre, "asked")
    keys = centre.unlock("manager")
    assert anchor_keeping.unpack(keys, text).marks
    other = Thief(Ed25519PrivateKey.generate())
    shutil.copytree(centre.home, tmp_path / "copy")
    assert other.device_public not in keys.device_publics
    assert thief.device_public in keys.device_publics
