"""What was seen of the world, as values.

``world`` makes them, ``rollout`` and ``checks`` judge them. Pure.
"""

from mtasts_pages.state.answers import Answer, AnswerKind, Answers
from mtasts_pages.state.observation import Observation
from mtasts_pages.state.owner import Owner, OwnerKind
from mtasts_pages.state.pages import CertificateProgress, CertificateState, PagesSite
from mtasts_pages.state.repository import RemoteRepository, RepositoryName, Visibility
from mtasts_pages.state.served import FetchProblem, ServedPolicy

__all__ = [
    "Answer",
    "AnswerKind",
    "Answers",
    "CertificateProgress",
    "CertificateState",
    "FetchProblem",
    "Observation",
    "Owner",
    "OwnerKind",
    "PagesSite",
    "RemoteRepository",
    "RepositoryName",
    "ServedPolicy",
    "Visibility",
]
