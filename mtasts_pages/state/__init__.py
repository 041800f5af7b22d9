"""What was seen of the world, as values.

``world`` makes them, ``rollout`` and ``checks`` judge them. Pure.
"""

from mtasts_pages.state.answers import Answer, AnswerKind, Answers
from mtasts_pages.state.contact import Certificate, CertificateFault, Contact
from mtasts_pages.state.health import GitHubView, PagesHealth
from mtasts_pages.state.lookup import Lookup, LookupKind
from mtasts_pages.state.mail_host import MailHost, MailProblem
from mtasts_pages.state.observation import Observation
from mtasts_pages.state.owner import Owner, OwnerKind
from mtasts_pages.state.pages import CertificateProgress, CertificateState, PagesSite
from mtasts_pages.state.repository import RemoteRepository, RepositoryName, Visibility
from mtasts_pages.state.sender_view import SenderView, Surroundings
from mtasts_pages.state.served import FetchProblem, ServedPolicy

__all__ = [
    "Answer",
    "AnswerKind",
    "Answers",
    "Certificate",
    "CertificateFault",
    "CertificateProgress",
    "CertificateState",
    "Contact",
    "FetchProblem",
    "GitHubView",
    "Lookup",
    "LookupKind",
    "MailHost",
    "MailProblem",
    "Observation",
    "Owner",
    "OwnerKind",
    "PagesHealth",
    "PagesSite",
    "RemoteRepository",
    "RepositoryName",
    "SenderView",
    "ServedPolicy",
    "Surroundings",
    "Visibility",
]
