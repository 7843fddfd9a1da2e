"""Refusals on their way to a client: RFC 9457, fixed codes and sentences, never a word of what came in."""

from __future__ import annotations

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from sqlalchemy.exc import SQLAlchemyError
from starlette.exceptions import HTTPException

from app.relay.journal import Journal

_AGAIN = "30"


class Problem(Exception):
    """A refusal: a fixed code and a status."""

    def __init__(self, code: str, status: int) -> None:
        super().__init__(code)
        self.code, self.status = code, status


TITLES = {
    "busy": "The relay is busy.",
    "clock": "The request's time is too far from the relay's.",
    "conflict": "Other bytes of this round are already here. Nothing was replaced.",
    "digest": "The body is not the one its digest names. Nothing was kept.",
    "fork": "A later message of this centre is already here. Nothing was accepted.",
    "full": "There is no room for this now. Nothing was kept.",
    "full-files": "There is no room for files now; the message without them has room. Nothing was kept.",
    "invitation": "This invitation is not known here.",
    "malformed": "These bytes are no message of this version.",
    "no-key": "An Idempotency-Key is missing.",
    "not-found": "There is nothing here.",
    "not-on-roster": "This key is not on the roster.",
    "not-yours": "This belongs to another centre.",
    "order": "Another message stands at this place of the thread, or one before it is missing. Nothing was kept.",
    "other-body": "This Idempotency-Key came with another body before.",
    "other-bytes": "Other bytes of this piece are already here. Nothing was replaced.",
    "other-roster": "The envelope names another roster.",
    "other-tables": "The envelope names other tables.",
    "replayed": "This request was seen before.",
    "round-closed": "This round is closed.",
    "scheme": "This relay does not take this scheme.",
    "signature": "The signature does not hold.",
    "taken": "This message was fetched already; nothing can be added to it.",
    "thread-full": "This thread can take nothing more.",
    "too-large": "The body is too long.",
    "too-slow": "The body did not come to its end.",
    "trial": "Trial and real rosters do not mix.",
    "trouble": "The relay could not do this.",
    "unsigned": "The request carries no signature this relay knows.",
    "work": "The proof of work is missing, old or used. A new challenge can be asked for.",
    "wrong-relay": "The request is meant for another relay.",
}


def handle(app: FastAPI, journal: Journal) -> None:
    """Let the application answer every failure this way."""

    async def trouble(_request: Request, problem: Exception) -> Response:
        journal.trouble(problem)
        return answer("trouble", 500)

    async def refused(_request: Request, problem: Exception) -> Response:
        return refusal(problem, journal)

    app.add_exception_handler(Problem, refused)
    app.add_exception_handler(HTTPException, _plain)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(SQLAlchemyError, refused)
    app.add_exception_handler(Exception, trouble)


def refusal(problem: Exception, journal: Journal) -> JSONResponse:
    """A refusal in its words; a full disk or a database that is away kept nothing, and may be asked again."""
    if isinstance(problem, Problem):
        return answer(problem.code, problem.status)
    journal.trouble(problem)
    return answer("busy", 503)


def answer(code: str, status: int) -> JSONResponse:
    headers = {"Retry-After": _AGAIN} if status in (429, 503) else None
    content = {"type": f"urn:gyeot:problem:{code}", "title": TITLES.get(code, TITLES["trouble"]), "status": status}
    return JSONResponse(content, status, headers, media_type="application/problem+json")


async def _plain(_request: Request, problem: Exception) -> Response:
    assert isinstance(problem, HTTPException)
    allowed = problem.headers if problem.status_code == 405 else None
    told = answer("not-found" if problem.status_code == 404 else "refused", problem.status_code)
    told.headers.update(allowed or {})
    return told


async def _invalid(_request: Request, problem: Exception) -> Response:
    """A place that is not written as places are is no place; anything else is malformed."""
    assert isinstance(problem, RequestValidationError)
    places = {error["loc"][0] for error in problem.errors()}
    return answer("not-found", 404) if "path" in places else answer("malformed", 422)
