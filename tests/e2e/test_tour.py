"""The tour is the main job: it must reach the receipt, and leave what it names."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from pypdf import PdfReader


def test_the_tour_goes_from_a_call_to_a_receipt(tmp_path: Path) -> None:
    out = tmp_path / "둘러보기"
    environment = {key: value for key, value in os.environ.items() if key not in ("DISPLAY", "WAYLAND_DISPLAY")}
    ran = subprocess.run(
        [sys.executable, "-m", "ui", "tour", str(out)], capture_output=True, text=True, env=environment, check=False
    )
    assert ran.returncode == 0, ran.stderr
    named = [Path(line) for line in ran.stdout.splitlines()]
    assert sorted(named) == sorted(out.iterdir())
    assert len([path for path in named if path.suffix == ".png"]) == 21
    assert all(path.stat().st_size > 20_000 for path in named if path.suffix == ".png")
    assert PdfReader(out / "summary.pdf").is_encrypted
    (received,) = json.loads((out / "counts-received.json").read_text("utf-8"))
    sent = json.loads((out / "counts-sent.json").read_text("utf-8"))
    assert received["n"] == 3
    assert received["trial"] is True
    assert received["round"] == sent["round"]
    assert len(received["values"]) == len(sent["values"]) == sent["cells"]
