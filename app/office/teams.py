"""Teams of the centre with their leads: everybody reads them, a manager changes them."""

from __future__ import annotations

from dataclasses import dataclass

from app.changes import Changes, Done
from app.clock import new_id
from app.codelists import codes
from app.entry import check_text
from app.errors import BadInput, NotFound
from app.i18n import _, pick
from app.office.service import Office
from app.store import Database
from app.text import folded, nfc

TEMPLATES = {"special": ("special",), "department": ("prevention", "reports", "support", "culture")}
"""The announcement's special team, and the department of four teams that follows it."""


@dataclass(frozen=True, slots=True)
class Team:
    """A team with its people; leads are among the members."""

    id: str
    name: str
    task: str
    members: tuple[str, ...] = ()
    leads: frozenset[str] = frozenset()


class Teams:
    """The teams in the office database."""

    def __init__(self, db: Database, office: Office) -> None:
        self._db, self._office = db, office

    # -- reading ---------------------------------------------------------------------------------

    def all(self) -> tuple[Team, ...]:
        """The teams there are now, by name."""
        people: dict[str, list[tuple[str, bool]]] = {}
        for row in self._db.rows("SELECT team, user, lead FROM team_member ORDER BY lead DESC, id"):
            people.setdefault(row["team"], []).append((row["user"], bool(row["lead"])))
        found = []
        for row in self._db.rows("SELECT id, name, task FROM team WHERE active = 1 ORDER BY name"):
            theirs = people.get(row["id"], [])
            leads = frozenset(user for user, lead in theirs if lead)
            found.append(Team(row["id"], row["name"], row["task"] or "", tuple(user for user, _lead in theirs), leads))
        return tuple(found)

    def get(self, team_id: str) -> Team:
        found = next((one for one in self.all() if one.id == team_id), None)
        if found is None:
            raise NotFound(_("This team is not there any more. Please look at the list again."))
        return found

    def of(self, user: str) -> frozenset[str]:
        """The teams somebody belongs to."""
        return frozenset(one.id for one in self.all() if user in one.members)

    def led_by(self, user: str) -> frozenset[str]:
        """The teams somebody leads."""
        return frozenset(one.id for one in self.all() if user in one.leads)

    # -- changing --------------------------------------------------------------------------------

    def add(self, name: str, task: str = "") -> Done[Team]:
        self._office.managers_only()
        ident, values = new_id(), {"name": self._name(name), "task": check_text(nfc(task), "task")}
        with self._db.atomic():
            self._db.insert("team", {"id": ident, **values, "active": 1})
        return Done(self.get(ident), Changes.STAFF)

    def write(self, team_id: str, name: str, task: str = "") -> Done[Team]:
        self._office.managers_only()
        values = {"name": self._name(name, besides=team_id), "task": check_text(nfc(task), "task")}
        with self._db.atomic():
            self._db.change("team", self.get(team_id).id, values)
        return Done(self.get(team_id), Changes.STAFF)

    def retire(self, team_id: str, gone: bool = True) -> Done[None]:
        """The team is no longer chosen; cases keep its name in their history. `gone=False` is the undo."""
        self._office.managers_only()
        with self._db.atomic():
            self._db.change("team", team_id, {"active": int(not gone)})
        return Done(None, Changes.STAFF)

    def set_members(self, team_id: str, members: tuple[str, ...], leads: tuple[str, ...] = ()) -> Done[Team]:
        """Who belongs to the team; a lead is a member."""
        self._office.managers_only()
        known = {one.id for one in self._office.staff()}
        wanted = {user: user in leads for user in (*members, *leads)}
        if not known.issuperset(wanted):
            raise BadInput(_("Only people of this centre can be in a team. Nothing was changed."), field="members")
        before = {row["user"]: row for row in self._db.rows("SELECT * FROM team_member WHERE team = ?", (team_id,))}
        with self._db.atomic():
            self.get(team_id)
            for user in before.keys() - wanted.keys():
                self._db.remove("team_member", before[user]["id"])
            for user, lead in wanted.items():
                if user in before:
                    self._db.change("team_member", before[user]["id"], {"lead": int(lead)})
                else:
                    row = {"id": f"{team_id}:{user}", "team": team_id, "user": user, "lead": int(lead)}
                    self._db.insert("team_member", row)
        return Done(self.get(team_id), Changes.STAFF)

    def add_template(self, name: str) -> Done[int]:
        """The teams of a template that are not there yet, in the language that is spoken now."""
        self._office.managers_only()
        there, made = {folded(one.name) for one in self.all()}, 0
        known = {one.id: one for one in codes("team_template")}
        with self._db.atomic():
            for code in (known[ident] for ident in TEMPLATES[name]):
                if folded(code.label) not in there:
                    task = pick({"ko": code.extra["task_ko"], "en": code.extra["task_en"]})
                    self._db.insert("team", {"id": new_id(), "name": code.label, "task": task, "active": 1})
                    made += 1
        return Done(made, Changes.STAFF)

    def _name(self, name: str, besides: str = "") -> str:
        text = check_text(nfc(name), "name") or ""
        if not text:
            raise BadInput(_("A team needs a name."), field="name")
        if any(folded(one.name) == folded(text) and one.id != besides for one in self.all()):
            raise BadInput(_("There is a team of this name already. Please choose another."), field="name")
        return text
