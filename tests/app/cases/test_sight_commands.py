"""Commands show colleagues' cases by number too, until one of the reasons is given for the day."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from app.desk import Desk
from app.kinds import Compartment
from app.vault import SecondSecret, unlock
from tests.commands import Station


def others_case(station: Station) -> str:
    """A case that is neither this manager's nor their team's."""
    manager = station.users["manager"]
    passphrase = Path(manager["passphrase_file"]).read_text("utf-8").splitlines()[0]
    keys = unlock(station.home, manager["name"], passphrase, SecondSecret.keyfile(Path(manager["key_file"])))
    with closing(Desk.open(station.home, keys)) as desk:
        case = desk.cases.open_case("물푸레").value.id
        database = desk.database(Compartment.CASEWORK)
        with database.atomic():
            database.change("casefile", case, {"assigned_to": "somebody-else", "team": None})
        return case


def test_a_case_of_somebody_else_is_a_number_until_a_reason_is_given(station: Station) -> None:
    case = others_case(station)
    rows = station.answer("manager", "case", "list", "--limit", "200")["cases"]
    row = next(one for one in rows if one["id"] == case)
    assert (row["alias"], row["masked"], row["risk"]) == ("", True, "unknown")
    assert any(one["alias"] for one in rows if not one["masked"])
    shown = station.run("manager", "case", "show", case)
    assert shown.code == 0
    assert "supervision" in shown.said
    masked = station.answer("manager", "case", "show", case)
    assert masked == {"id": case, "number": row["number"], "assigned_to": row["assigned_to"], "masked": True}
    assert station.run("manager", "case", "show", case, "--reason", "curiosity").code == 2
    assert station.answer("manager", "case", "show", case)["masked"] is True
    opened = station.answer("manager", "case", "show", case, "--reason", "supervision")
    assert opened["survivor"]["alias"]
    assert station.answer("manager", "case", "show", case)["survivor"] == opened["survivor"], "it holds today"
    entries = station.answer("manager", "audit", "export", "--what", "case_sight")["entries"]
    assert len(entries) == 1
