"""The figure of the inbox on a few reports: everything it does is done, and what it tells was measured."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from app.flows import report_round
from ui.bench import main


def test_the_inbox_is_measured_with_a_relay_of_its_own(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GYEOT_CACHE", str(tmp_path))
    monkeypatch.setattr(report_round, "PORTION", 1)
    assert main(["inbox", "--cases", "6"]) == 0
    found = json.loads(capsys.readouterr().out)["inbox"]
    assert found["value"] > 0
    assert found["n"] >= 11
    assert "20" in found["note"]
    for part in ("scroll", "open", "move", "round"):
        assert f"{part} " in found["note"]
    assert "nothing came" not in found["note"]
