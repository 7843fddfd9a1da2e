"""Schemathesis against the OpenAPI document that the application makes of itself; nothing it sends is a mistake of ours."""

from __future__ import annotations

from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok

from app.relay import database
from app.relay.folder import Folder
from app.relay.journal import Journal
from app.relay.running import Relay
from app.relay.web import application
from app.relay.work import Work
from app.relay.writer import Writer
from tests.relay.running import RunningRelay


@pytest.fixture(scope="module")
def document(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    """The document; a running relay does not publish it."""
    path = tmp_path_factory.mktemp("openapi")
    folder = Folder.make(path / "relay", trial=True)
    engine = database.opened(None, folder.path)
    writer = Writer(engine)
    made = application(Relay(folder, "a", engine, writer, Work(), Journal(), 2**30))
    writer.close()
    engine.dispose()
    return dict(made.openapi())


def test_every_endpoint_stands_in_the_document(document: dict[str, object]) -> None:
    paths = document["paths"]
    assert isinstance(paths, dict)
    assert {path for path in paths if "counts" not in path} >= {
        "/v1/centres/{centre}/keys", "/v1/challenge", "/v1/drops", "/v1/drops/{drop}/chunks/{number}",
        "/v1/drops/{drop}/chunks", "/v1/mailboxes/{mailbox}/messages", "/v1/mailboxes/{mailbox}", "/v1/index",
        "/v1/fetch", "/v1/data", "/v1/data/{number}/pieces/{at}", "/v1/enrolments", "/healthz",
    }  # fmt: skip


def test_whatever_is_sent_is_answered_as_documented(document: dict[str, object], channel: RunningRelay) -> None:
    schema = schemathesis.openapi.from_dict(document)
    asked = 0
    for found in schema.get_all_operations():
        assert isinstance(found, Ok), found
        operation = found.ok()

        @given(case=operation.as_strategy())
        @settings(max_examples=12, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
        def every(case: schemathesis.Case[Any]) -> None:
            nonlocal asked
            asked += 1
            answer = case.call(base_url=channel.url)
            case.validate_response(answer, checks=[not_a_server_error])
            assert answer.status_code in range(200, 500), answer.status_code
            if answer.status_code >= 400 and case.method != "HEAD":
                assert answer.headers["content-type"] == ["application/problem+json"]
                assert set(answer.json()) == {"type", "title", "status"}

        every()
    assert asked > 100
