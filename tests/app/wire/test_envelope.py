"""Envelopes and papers: what goes in comes out, anything else is `Malformed` and nothing worse."""

from __future__ import annotations

import base64
import json
from dataclasses import replace
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from app import wire
from app.wire import canonical, envelope
from tests.app.counts.centre import City, StaffKeys

KEYS, CITY = StaffKeys(), City()
BOX = X25519PrivateKey.generate()
ROSTER = CITY.roster(KEYS)
HEADER = wire.Header(
    cells=wire.cubes().cells_hash,
    codes=wire.cubes().codes_hash,
    round="2026-Q3",
    sender=wire.key_id(KEYS.device_public),
    seq=1,
    prev="none",
    group="city",
    scheme=wire.SOLO,
    law="discrete-gaussian",
    variance=35,
    n=3,
    units_max=24,
    made="2026-11-23",
    trial=True,
    roster_id=ROSTER.id,
    roster=ROSTER.sha256,
)
cells = st.lists(st.integers(-envelope.LARGEST, envelope.LARGEST), max_size=511)


def made(vector: list[int], header: wire.Header = HEADER) -> bytes:
    return wire.make(header, vector, CITY.collector.public_key(), BOX.public_key(), KEYS.sign)


@settings(max_examples=100, deadline=None)
@given(cells)
def test_both_keys_read_what_was_sealed(vector: list[int]) -> None:
    raw = made(vector)
    read = wire.parse(raw)
    read.verify(KEYS.device_public)
    assert len(raw) == wire.SIZE == 4096
    assert read.header == HEADER
    assert read.open_for_collector(CITY.collector) == read.open_for_sender(BOX) == tuple(vector)


def test_nobody_else_reads_it() -> None:
    read = wire.parse(made([1] * 322))
    for key in (X25519PrivateKey.generate(), BOX):
        with pytest.raises(wire.Malformed):
            read.open_for_collector(key)
    with pytest.raises(wire.Malformed):
        read.open_for_sender(CITY.collector)


def test_the_size_tells_nothing() -> None:
    longest = replace(HEADER, seq=999_999, prev="sha256:" + "f" * 64, variance=999_999, round="2026-M12")
    assert len(made([0] * 322)) == len(made([999_999] * 322)) == len(made([1], longest)) == 4096


def test_a_sealed_part_fits_no_other_header() -> None:
    one, other = made([1] * 322), made([1] * 322, replace(HEADER, round="2026-Q4"))
    mixed = wire.parse(other[: 10 + 1798] + one[10 + 1798 :])
    with pytest.raises(wire.Malformed):
        mixed.open_for_collector(CITY.collector)


@pytest.mark.parametrize("vector", [[envelope.LARGEST + 1], [-(2**40)]])
def test_nonsense_is_not_sealed(vector: list[int]) -> None:
    with pytest.raises(wire.Malformed):
        made(vector)


def test_every_flipped_byte_is_noticed() -> None:
    raw = made([1] * 322)
    for at in range(0, len(raw), 7):
        altered = bytearray(raw)
        altered[at] ^= 0x10
        with pytest.raises(wire.Malformed):
            wire.parse(bytes(altered)).verify(KEYS.device_public)


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=400), st.integers(0, 4095), st.booleans())
def test_any_bytes_are_an_envelope_or_malformed(noise: bytes, at: int, whole: bool) -> None:
    raw = made([1] * 322)
    data = (raw[:at] + noise + raw[at + len(noise) :])[:4096] if whole else noise
    try:
        wire.parse(data).verify(KEYS.device_public)
    except wire.Malformed:
        return
    assert data == raw


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(sorted(json.loads(canonical.dumps(envelope._as_json(HEADER))))), json_values)
def test_any_header_value_is_read_or_malformed(name: str, value: Any) -> None:
    head = canonical.dumps(envelope._as_json(HEADER) | {name: value})
    if len(head) > 1798:
        return
    raw = made([0])
    data = raw[:8] + len(head).to_bytes(2, "big") + head.ljust(1798, b"\0") + raw[1808:]
    try:
        read = wire.parse(data).header
    except wire.Malformed:
        return
    assert canonical.dumps(envelope._as_json(read)) == head


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=300) | json_values.map(lambda value: json.dumps(value).encode()))
def test_any_bytes_are_a_paper_or_malformed(data: bytes) -> None:
    signed = data + b"\n" + base64.b64encode(KEYS.sign(data)) + b"\n"
    public = KEYS.device_public
    for document in (data, signed):
        for read in (wire.read_roster, wire.read_receipt, wire.read_sum):
            with pytest.raises(wire.Malformed):
                read(document, public)
        for claim in (wire.read_application, wire.read_card):
            with pytest.raises(wire.Malformed):
                claim(document)


@pytest.mark.parametrize(
    "data",
    [
        b'{"a": 1}',
        b'{"b":1,"a":1}',
        b'{"a":1,"a":1}',
        b'{"a":1.0}',
        b'{"a":NaN}',
        b'{"a":1e400}',
        b"[" * 100_000,
        b'{"a":' * 50_000,
        b'{"a":' + b"9" * 5000 + b"}",
        b'{"a":"\\u0061"}',
        b"\xff",
        b"",
    ],
)
def test_only_canonical_bytes_are_read(data: bytes) -> None:
    with pytest.raises(wire.Malformed):
        canonical.loads(data)


def test_a_forged_roster_is_refused() -> None:
    forger, public = City(), CITY.roster_key.public_key().public_bytes_raw()
    assert wire.read_roster(ROSTER.document, public) == ROSTER
    forged = wire.write_roster(ROSTER, forger.roster_key.sign)
    line, _signature, _end = forged.split(b"\n")
    grafted = line.replace(b'"n_min":3', b'"n_min":4') + ROSTER.document[len(line) :]
    few = wire.write_roster(replace(ROSTER, n_min=2), CITY.roster_key.sign)
    doubled = wire.write_roster(replace(ROSTER, centres=ROSTER.centres * 2), CITY.roster_key.sign)
    swapped = replace(ROSTER.centres[0], key=StaffKeys().device_public)
    mixed = wire.write_roster(replace(ROSTER, centres=(swapped,)), CITY.roster_key.sign)
    for document in (forged, grafted, few, doubled, mixed, ROSTER.document[:-1], ROSTER.document + b"\n"):
        with pytest.raises(wire.Malformed):
            wire.read_roster(document, public)


def test_an_application_is_signed_by_the_key_it_offers() -> None:
    offer = wire.Application(KEYS.device_public, True, "2026-11-23")
    assert wire.read_application(wire.write_application(offer, KEYS.sign)) == offer
    with pytest.raises(wire.Malformed):
        wire.read_application(wire.write_application(offer, StaffKeys().sign))
