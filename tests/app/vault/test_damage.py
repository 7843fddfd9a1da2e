"""Every changed bit is found or mended from a copy, and hostile bytes end in a sentence."""

from __future__ import annotations

import hashlib
import json
import random
import shutil
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.errors import CannotUnlock, Damaged, Refusal
from app.kinds import Compartment, Role
from app.vault import (
    FLOOR,
    Anchor,
    Home,
    Keys,
    SecondSecret,
    canonical,
    create,
    manifest,
    seal_to_drop,
    slots_file,
    unlock,
)
from app.vault.authority import sign_authority, sign_personal
from app.vault.canonical import Malformed
from app.vault.identity import Identity
from app.vault.passphrase import Kdf
from app.vault.printed import from_paper, to_paper
from app.vault.sealing import label
from tests.app.vault.conftest import PASSPHRASE, Centre, plan

FLIPS = 150


def flipped(data: bytes, chance: random.Random) -> bytes:
    changed = bytearray(data)
    changed[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    return bytes(changed)


@pytest.mark.parametrize("name", ["slots.bin", "manifest.json"])
def test_a_flipped_bit_is_mended_from_a_copy_and_said(centre: Centre, name: str) -> None:
    path, chance = centre.home / name, random.Random(1)
    whole, users = path.read_bytes(), Home.open(centre.home).users()
    for _n in range(FLIPS):
        path.write_bytes(flipped(whole, chance))
        home = Home.open(centre.home)
        assert len(home.notices) == 1
        assert home.users() == users


@pytest.mark.parametrize("name", ["slots.bin", "manifest.json"])
def test_when_every_copy_is_damaged_a_sentence_says_so(centre: Centre, name: str) -> None:
    chance, whole = random.Random(2), (centre.home / name).read_bytes()
    for _n in range(FLIPS):
        damaged = flipped(whole, chance)
        for path in centre.home.glob(f"{name}*"):
            path.write_bytes(damaged)
        with pytest.raises(Damaged):
            Home.open(centre.home)


def test_a_cut_or_missing_file_is_mended(centre: Centre) -> None:
    path = centre.home / "slots.bin"
    whole = path.read_bytes()
    for length in (0, 11, 12, len(whole) // 2, len(whole) - 1):
        path.write_bytes(whole[:length])
        assert Home.open(centre.home).notices
    path.unlink()
    assert Home.open(centre.home).notices


def test_a_newer_format_is_left_alone(centre: Centre) -> None:
    """A later reader's file is not damage: no copy takes its place."""
    data = bytearray((centre.home / "slots.bin").read_bytes())
    data[10:12] = (9).to_bytes(2, "big")
    data[-32:] = hashlib.sha256(data[:-32]).digest()
    (centre.home / "slots.bin").write_bytes(data)
    with pytest.raises(CannotUnlock, match=r"새 버전|newer"):
        Home.open(centre.home)


def test_a_manifest_signed_by_another_key_is_refused(centre: Centre, opened: Callable[[str], Keys]) -> None:
    home, trainer = Home.open(centre.home), opened("trainer")
    forged = replace(home.manifest, practice=True)
    for signer in (trainer.user, home.manifest.signers[0].user):
        data = manifest.write(forged, signer, trainer.sign_personally(manifest.to_sign(forged)))
        with pytest.raises(Malformed):
            manifest.parse(data)


def test_a_counsellor_cannot_sign_the_managers_part(centre: Centre, opened: Callable[[str], Keys]) -> None:
    home, keys = Home.open(centre.home), opened("counsellor")
    member = replace(home.slots.member(keys.user) or home.slots.authority.members[0], role=Role.MANAGER)
    others = tuple(one for one in home.slots.authority.members if one.id != keys.user)
    for signer in (keys.user, home.slots.authority.signer):
        part = replace(home.slots.authority, members=(member, *others), signer=signer)
        signed = sign_authority(keys.identity, part)
        with pytest.raises(Malformed):
            slots_file.parse(slots_file.write(replace(home.slots, authority_signed=signed)), home.manifest)


def test_replacing_both_lock_files_is_found_out_at_unlock(centre: Centre, tmp_path: Path) -> None:
    """Somebody founds a centre of their own and puts its files in place, keeping a victim's slots."""
    (tmp_path / "theirs").mkdir()
    create(tmp_path / "evil", plan(), "keyfile", tmp_path / "theirs")
    for name in ("manifest.json", "slots.bin"):
        for path in centre.home.glob(f"{name}*"):
            shutil.copy(tmp_path / "evil" / name, path)
    user = centre.user("trainer")
    with pytest.raises(CannotUnlock):
        unlock(centre.home, "trainer", PASSPHRASE["trainer"], centre.second("trainer"))
    with pytest.raises(CannotUnlock):
        unlock(centre.home, "trainer", PASSPHRASE["trainer"], SecondSecret.paper(user.paper_code))


def test_a_forged_centre_around_stolen_slots_is_found_out(centre: Centre, opened: Callable[[str], Keys]) -> None:
    """The forger keeps the victim's slots, exchanges the public keys and signs everything anew.

    The victim's passphrase and code open the slot; the centre's id inside it tells.
    """
    home, forger = Home.open(centre.home), Identity.from_bytes(opened("manager").identity.to_bytes())
    signers = (manifest.Signer(home.slots.authority.signer, forger.signing_public),)
    fake = manifest.centre_id(bytes(16), signers)
    made = replace(home.manifest, centre=fake, nonce=bytes(16), signers=signers, founders=signers)
    data = manifest.write(made, signers[0].user, forger.signing.sign(manifest.to_sign(made)))
    manifest.copies(centre.home).replace_all(data)
    theirs = replace(forger, centre=fake)
    members = tuple(replace(member, signing=forger.signing_public) for member in home.slots.authority.members)
    part = replace(home.slots.authority, centre=fake, members=members)
    slots = replace(
        home.slots,
        authority_signed=sign_authority(theirs, part),
        personal_signed=tuple(sign_personal(theirs, personal) for personal in home.slots.personal),
    )
    slots_file.copies(centre.home).replace_all(slots_file.write(slots))
    assert Home.open(centre.home).manifest.centre == fake
    code = SecondSecret.paper(centre.user("trainer").paper_code)
    with pytest.raises(Damaged):
        unlock(centre.home, "trainer", PASSPHRASE["trainer"], code)
    with pytest.raises(CannotUnlock):
        unlock(centre.home, "trainer", PASSPHRASE["trainer"], centre.second("trainer"))


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.binary(max_size=400) | st.binary(max_size=200).map(lambda raw: b"GYEOTSLT\0\x02\0\x02" + raw))
def test_any_bytes_as_slots_are_malformed_and_nothing_else(founded: Centre, data: bytes) -> None:
    home = Home.open(founded.home)
    with pytest.raises(Malformed):
        slots_file.parse(data, home.manifest)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=12,
)


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(change=JSON, data=st.data())
def test_a_manifest_with_any_field_exchanged_is_refused(founded: Centre, change: object, data: st.DataObject) -> None:
    """Even with a right digest, any exchanged value is malformed: types and bounds, or the signature."""
    document = json.loads((founded.home / "manifest.json").read_bytes())
    key = data.draw(st.sampled_from(sorted(document["body"])))
    if change == document["body"][key]:
        return
    document["body"][key] = change
    body = json.dumps(document["body"], sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    document["digest"] = hashlib.sha256(body.encode("utf-8", "replace")).hexdigest()
    text = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    with pytest.raises(Malformed):
        manifest.parse(text.encode("utf-8", "replace"))


@settings(max_examples=300, deadline=None)
@given(data=st.binary(max_size=300) | JSON.map(lambda value: json.dumps(value).encode()))
def test_the_json_reader_raises_only_malformed(data: bytes) -> None:
    try:
        fields = canonical.load(data, 250)
    except Malformed:
        return
    assert canonical.dump(json.loads(fields.dumped())) == data


def test_deep_or_huge_json_is_malformed() -> None:
    for data in (b"[" * 100_000, b'{"a":' * 50_000, b'{"a":1e5}', b'{"a":NaN}', b'{"a":1,"a":1}', b"9" * 5000):
        with pytest.raises(Malformed):
            canonical.load(data, 1 << 20)


def test_argon_parameters_are_bounded_before_memory_is_taken() -> None:
    for memory, passes, lanes in (
        (65_535, 3, 4),
        ((1 << 20) + 1, 3, 4),
        (65_536, 2, 4),
        (65_536, 3, 1),
        (65_536, 99, 4),
    ):
        raw = {"memory": memory, "passes": passes, "lanes": lanes}
        with pytest.raises(Malformed):
            Kdf.from_fields(canonical.Fields(raw))
        with pytest.raises(Refusal):
            Kdf(memory, passes, lanes)
    assert Kdf.from_fields(canonical.Fields(FLOOR.to_fields())) == FLOOR


@given(secret=st.binary(min_size=16, max_size=16) | st.binary(min_size=32, max_size=32))
def test_printed_codes_round_trip(secret: bytes) -> None:
    code = to_paper(secret)
    assert all(len(group) == 5 for group in code.split("-"))
    assert from_paper(f" {code.lower()} ", len(secret)) == secret


@given(text=st.text(max_size=60), size=st.sampled_from([16, 32]))
def test_any_text_as_a_printed_code_is_refused(text: str, size: int) -> None:
    with pytest.raises(CannotUnlock):
        from_paper(text, size)


def test_labels_cannot_be_confused() -> None:
    assert label("a", "b") != label("a", "b", "")
    with pytest.raises(ValueError, match="separator"):
        label("a|b")


# --- the anchor --------------------------------------------------------------------------------------------


def test_the_anchor_keeps_what_was_written(centre: Centre, opened: Callable[[str], Keys]) -> None:
    keys = opened("counsellor")
    anchor = Anchor(centre.home, keys)
    assert anchor.read("casework") is None
    anchor.write("casework", 7, b"h" * 32)
    anchor.write("office", 1, b"o" * 32)
    anchor.write("casework", 8, b"i" * 32)
    again = Anchor(centre.home, opened("trainer"))
    assert again.read("casework") == (8, b"i" * 32)
    assert again.read("office") == (1, b"o" * 32)
    again.write("training", 3, b"t" * 32)
    assert Anchor(centre.home, keys).read("casework") == (8, b"i" * 32)


def test_every_changed_bit_of_the_anchor_is_found(centre: Centre, opened: Callable[[str], Keys]) -> None:
    anchor, path, chance = Anchor(centre.home, opened("counsellor")), centre.home / "anchor.bin", random.Random(3)
    anchor.write("casework", 7, b"h" * 32)
    whole = path.read_bytes()
    for _n in range(FLIPS):
        path.write_bytes(flipped(whole, chance))
        with pytest.raises(Damaged):
            anchor.read("casework")
    for length in range(0, len(whole), 9):
        path.write_bytes(whole[:length])
        with pytest.raises(Damaged):
            Anchor(centre.home, opened("counsellor")).read("casework")
        with pytest.raises(Damaged):
            Anchor(centre.home, opened("counsellor")).write("casework", 9, b"x" * 32)


def test_a_damaged_anchor_is_set_aside_not_lost(centre: Centre, opened: Callable[[str], Keys]) -> None:
    anchor = Anchor(centre.home, opened("counsellor"))
    (centre.home / "anchor.bin").write_bytes(b"broken")
    anchor.renew()
    assert anchor.read("casework") is None
    assert [path.read_bytes() for path in centre.home.glob("anchor.bin.damaged-*")] == [b"broken"]


def test_the_anchor_of_another_centre_is_refused(centre: Centre, opened: Callable[[str], Keys], tmp_path: Path) -> None:
    (tmp_path / "s").mkdir()
    create(tmp_path / "other", plan(), "keyfile", tmp_path / "s")
    shutil.copy(tmp_path / "other" / "anchor.bin", centre.home / "anchor.bin")
    with pytest.raises(Damaged):
        Anchor(centre.home, opened("counsellor")).read("casework")


def test_three_databases_write_the_anchor_at_once(centre: Centre, opened: Callable[[str], Keys]) -> None:
    anchor = Anchor(centre.home, opened("counsellor"))

    def commits(name: str) -> None:
        for counter in range(1, 41):
            anchor.write(name, counter, name.encode().ljust(32))

    names = ("casework", "training", "office")
    threads = [threading.Thread(target=commits, args=(name,)) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    fresh = Anchor(centre.home, opened("counsellor"))
    assert [fresh.read(name) for name in names] == [(40, name.encode().ljust(32)) for name in names]
    assert not list(centre.home.glob(".anchor*"))


# --- the drop ----------------------------------------------------------------------------------------------


def test_what_is_dropped_only_the_holder_reads(founded: Centre, opened: Callable[[str], Keys]) -> None:
    home = Home.open(founded.home)
    sealed = seal_to_drop(home.manifest, Compartment.CASEWORK, "교육 중 털어놓은 말".encode())
    assert opened("counsellor").open_drop(Compartment.CASEWORK, sealed).decode() == "교육 중 털어놓은 말"
    with pytest.raises(Refusal):
        opened("trainer").open_drop(Compartment.CASEWORK, sealed)
    with pytest.raises(Damaged):
        opened("trainer").open_drop(Compartment.TRAINING, sealed)
    chance = random.Random(4)
    for _n in range(FLIPS):
        with pytest.raises(Damaged):
            opened("counsellor").open_drop(Compartment.CASEWORK, flipped(sealed, chance))
