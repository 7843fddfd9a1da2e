"""Whatever the network, the relay and the desk do to each other: every effect is there exactly once, nothing is lost."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from app.clock import today
from app.flows import report_round
from app.kinds import Compartment, Right, Role
from app.relay import hosting
from tests.conftest import Centre
from tests.relay.both_ends import Joined
from tests.relay.desk_machine import Both
from tests.relay.running import RunningRelay


@pytest.fixture(params=["sqlite", "postgresql"])
def joined(
    request: pytest.FixtureRequest, centre: Centre, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Joined]:
    """A centre with an officer and a page key, and a relay of its own that has none of its keys yet."""
    options: dict[str, Any] = {"work": 2}
    if request.param == "postgresql":
        options["database"] = request.getfixturevalue("cluster").fresh()
    relay = RunningRelay(tmp_path_factory.mktemp("relay") / "relay", options=options).start()
    with closing(centre.open("manager")) as desk:
        desk.people.change(centre.users["counsellor"], Role.COUNSELLOR, frozenset({Right.INTAKE_OFFICER}))
        verify = desk.page_papers.begin().value
        desk.page_papers.make_recovery()
        told = hosting.invite(relay.folder, desk.page_papers.centre, database=relay.database)
        report_round.join(desk, relay.url, told["code"])
    with closing(centre.open()) as desk:
        desk.intake_keys.make_ahead(Compartment.INTAKE, 2, today())
    with closing(centre.open("manager")) as desk:
        desk.page_papers.sign_ahead()
        report_round.settle(desk, report_round.carry_out(report_round.plan(desk), desk.keys))
    yield Joined(centre, relay, verify)
    relay.stop()


def machine(joined: Joined, examples: int, steps: int) -> None:
    few = examples < 10
    run_state_machine_as_test(
        type("Both", (Both,), {"joined": joined}),
        settings=settings(
            max_examples=examples, stateful_step_count=steps, deadline=None, suppress_health_check=list(HealthCheck),
            derandomize=few, database=None, phases=[Phase.generate],
        ),
    )  # fmt: skip


def test_whatever_the_network_does_every_effect_is_there_exactly_once(joined: Joined) -> None:
    machine(joined, 5, 14)


@pytest.mark.slow
def test_whatever_the_network_does_every_effect_is_there_exactly_once_for_long(joined: Joined) -> None:
    machine(joined, 60, 40)
