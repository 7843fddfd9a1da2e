"""Message signatures against RFC 9421's own example, and against everything that was changed on the way."""

from __future__ import annotations

import base64

import pytest
from cryptography.hazmat.primitives.serialization import load_der_private_key
from hypothesis import given
from hypothesis import strategies as st

from app.wire import Malformed, signature
from app.wire.canonical import check
from tests.app.counts.centre import StaffKeys

PRIVATE = "MC4CAQAwBQYDK2VwBCIEIJ+DYvh6SEqVTm50DFtMDoQikTmiCqirVv9mWG9qfSnF"
COMPONENTS = [
    ("date", "Tue, 20 Apr 2021 02:07:55 GMT"),
    ("@method", "POST"),
    ("@path", "/foo"),
    ("@authority", "example.com"),
    ("content-type", "application/json"),
    ("content-length", "18"),
]
EXPECTED = "wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw=="


def test_the_example_of_rfc_9421_b_2_6() -> None:
    key = load_der_private_key(base64.b64decode(PRIVATE), None)
    listed = signature.parameters([n for n, _ in COMPONENTS], created=1618884473, keyid="test-key-ed25519")
    base = signature.base(COMPONENTS, listed)
    made = key.sign(base)  # type: ignore[union-attr, call-arg]  # an Ed25519 key, as the RFC says
    assert base64.b64encode(made).decode() == EXPECTED
    check(key.public_key().public_bytes_raw(), made, base)  # type: ignore[union-attr]  # the same key
    with pytest.raises(Malformed):
        check(key.public_key().public_bytes_raw(), made, base + b" ")  # type: ignore[union-attr]  # the same key


def signed(keys: StaffKeys, body: bytes = b"body") -> dict[str, str]:
    return signature.sign_request("POST", "/v1/x", body, key="k" * 32, relay="r" * 16, signer=keys, created=1_000_000)


def verify(keys: StaffKeys, headers: dict[str, str], **other: object) -> None:
    facts = {"relay": "r" * 16, "public": keys.device_public, "now": 1_000_000} | other
    signature.verify_request("POST", "/v1/x", b"body", headers, **facts)  # type: ignore[arg-type]  # as named


def test_a_request_verifies_only_as_it_was_signed() -> None:
    keys = StaffKeys()
    headers = signed(keys)
    verify(keys, headers)
    for name in headers:
        with pytest.raises(Malformed):
            verify(keys, headers | {name: headers[name].replace("a", "b", 1) + "x"})
        with pytest.raises(Malformed):
            verify(keys, {k: v for k, v in headers.items() if k != name})
    for other in ({"relay": "s" * 16}, {"public": StaffKeys().device_public}, {"now": 1_000_901}, {"now": 999_099}):
        with pytest.raises(Malformed):
            verify(keys, headers, **other)


@pytest.mark.parametrize(("place", "fits"), [("/v1/x?a=1", True), ("/v1/x?a=2", False), ("/v1/x", False), ("/v1/y?a=1", False)])  # fmt: skip
def test_path_and_query_are_signed(place: str, fits: bool) -> None:
    keys = StaffKeys()
    facts = {"relay": "r" * 16, "signer": keys, "created": 1_000_000}
    headers = signature.sign_request("GET", "/v1/x?a=1", b"", key="k" * 32, **facts)  # type: ignore[arg-type]  # as named
    told = {"relay": "r" * 16, "public": keys.device_public, "now": 1_000_000}
    if fits:
        signature.verify_request("GET", place, b"", headers, **told)  # type: ignore[arg-type]  # as named
        return
    with pytest.raises(Malformed):
        signature.verify_request("GET", place, b"", headers, **told)  # type: ignore[arg-type]  # as named


def test_every_signature_has_its_own_nonce() -> None:
    keys = StaffKeys()
    assert signature.claim(signed(keys)).nonce != signature.claim(signed(keys)).nonce


@given(st.text(max_size=200), st.text(max_size=120))
def test_any_header_is_refused_in_one_way(first: str, second: str) -> None:
    keys = StaffKeys()
    with pytest.raises(Malformed):
        verify(keys, signed(keys) | {"signature-input": first, "signature": second})
