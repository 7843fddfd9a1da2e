"""Surveys: a questionnaire read from XLSForm sheets, and the engine that asks it; no window and no store."""

from app.survey.answering import Answering, Place, Progress
from app.survey.model import Finding, Question, Questionnaire, Section, Text, Unaskable
from app.survey.reading import read
from app.survey.results import Row, as_csv

__all__ = ["Answering", "Finding", "Place", "Progress", "Question", "Questionnaire", "Row", "Section", "Text", "Unaskable", "as_csv", "read"]  # fmt: skip
