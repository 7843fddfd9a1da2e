"""Sealing by command: words about a person come from files, and others are told that it is sealed."""

from __future__ import annotations

from pathlib import Path

from tests.commands import Station


def test_seal_list_and_open_again(station: Station, tmp_path: Path) -> None:
    case = station.answer("counsellor", "case", "list", "--limit", "1")["cases"][0]
    why = station.secret(tmp_path / "why.txt", "동료의 가족이 관련되어 있음")
    name = station.users["counsellor"]["name"]
    sealed = station.answer("counsellor", "case", "seal", case["id"], "--for", name, "--reason-from", why)
    assert (sealed["number"], sealed["holders"], sealed["mine"]) == (case["number"], 1, True)
    gone = station.run("counsellor", "case", "show", case["id"])
    assert gone.code == 2
    (listed,) = station.answer("manager", "case", "sealed")["sealed"]
    assert (listed["number"], listed["mine"]) == (case["number"], False)
    refused = station.run("manager", "case", "unseal", case["number"])
    assert refused.code == 3
    assert "봉인" in refused.said
    assert station.answer("counsellor", "case", "unseal", case["number"]) == {"id": case["id"]}
    assert station.answer("counsellor", "case", "show", case["id"])["number"] == case["number"]


def test_a_reason_and_people_are_needed(station: Station, tmp_path: Path) -> None:
    case = station.answer("counsellor", "case", "list", "--limit", "1")["cases"][0]
    why = station.secret(tmp_path / "why.txt", "왜")
    name = station.users["counsellor"]["name"]
    assert station.run("counsellor", "case", "seal", case["id"], "--for", name, "--reason-from", why).code == 2
    assert station.run("counsellor", "case", "seal", case["id"], "--reason-from", why).code == 2
    trainer = station.users["trainer"]["name"]
    long = station.secret(tmp_path / "long.txt", "동료의 가족이 관련되어 있음")
    assert station.run("counsellor", "case", "seal", case["id"], "--for", trainer, "--reason-from", long).code == 2
    assert station.answer("counsellor", "case", "sealed") == {"sealed": []}
