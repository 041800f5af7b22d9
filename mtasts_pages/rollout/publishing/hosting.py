"""The Pages site of one domain, brought to serve the policy host over HTTPS."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from mtasts_pages.rollout.looking.clients import Clients
from mtasts_pages.rollout.publishing.certificate import (
    describe_certificate,
    needs_diagnosis,
    should_restart,
)
from mtasts_pages.state import CertificateProgress, PagesHealth, PagesSite, RemoteRepository
from mtasts_pages.state.target import Target

LATE_AFTER = timedelta(minutes=20)
"""After a commit: GitHub gives a deployment ten minutes, and its CDN forgets in ten more."""


class Hosting:
    """What is known of the site in this run, and the steps that change it, in their order."""

    def __init__(self, target: Target, clients: Clients) -> None:
        self.pages: PagesSite | None = None
        """As seen last; ``None`` while nobody looked, or Pages is not enabled."""
        self.notes: list[str] = []
        self._owner = target.owner
        self._name = target.domain.repository
        self._host = target.domain.policy_host
        self._clients = clients
        self._health: PagesHealth | None = None
        self._set_domain = False  # by this run: GitHub has just begun with the certificate
        self._diagnosed = False
        self._asked_for_build = False
        self._build_problem: str | None = None

    @property
    def has_certificate(self) -> bool:
        """Whether GitHub has the certificate of the policy host."""
        pages = self.pages
        return pages is not None and pages.certificate_progress is CertificateProgress.READY

    def look(self, *, is_new: bool, points: bool) -> None:
        """Read the settings where they can have changed since they were read.

        A repository that this run created has no Pages site yet; later, only the
        certificate changes by itself, and only once the CNAME record *points* to it.
        """
        pages = self.pages
        if pages is None:
            stale = not is_new
        else:
            stale = points and not (pages.https_enforced and self.has_certificate)
        if stale:
            self.pages = self._clients.pages.read(self._owner, self._name)

    def ensure_enabled(self, branch: str) -> None:
        """Let Pages publish the root of *branch*."""
        if self.pages is None:
            self.pages = self._clients.pages.enable(self._owner, self._name, branch)
        if not self.pages.publishes(branch):
            self._clients.pages.set_source(self._owner, self._name, branch)
            self.pages = replace(self.pages, build_type="legacy", branch=branch, path="/")

    def ensure_domain_set(self) -> None:
        """Let Pages know the policy host.

        Before anybody is asked for the CNAME record: a CNAME to a site that nobody holds
        can be taken over.
        """
        pages = self.pages
        if pages is not None and pages.cname != self._host:
            self._clients.pages.set_domain(self._owner, self._name, self._host)
            self._set_domain = True
            # GitHub forgets the certificate and the enforcement with the old domain.
            self.pages = replace(pages, cname=self._host, https_enforced=False, certificate=None)

    def pursue_certificate(self, repository: RemoteRepository) -> str:
        """Return how far the certificate is, after doing what can help it to come."""
        pages = self.pages
        if pages is None:
            return ""
        now = self._clients.clock.now()
        if not self._diagnosed and needs_diagnosis(pages, repository, now):
            self._diagnosed = True  # once a run: the answer takes GitHub seconds to find
            self._health = self._clients.health.read(self._owner, self._name)
            if not self._set_domain and should_restart(pages, self._health, repository, now):
                self._clients.pages.set_domain_anew(self._owner, self._name, self._host)
                self.notes.append(
                    "the domain was set anew at GitHub, to make it ask for the certificate again"
                )
        return describe_certificate(pages, self._health)

    def explain_unserved(self, repository: RemoteRepository) -> str | None:
        """Return why the policy is late, where GitHub knows; it is asked once a run."""
        now = self._clients.clock.now()
        if not self._asked_for_build and repository.has_rested(now, LATE_AFTER):
            self._asked_for_build = True
            self._build_problem = self._clients.pages.find_build_problem(self._owner, self._name)
        return self._build_problem

    def ensure_https_enforced(self) -> None:
        """Enforce HTTPS; only after the certificate, and by a request of its own."""
        if self.pages is not None and not self.pages.https_enforced:
            self._clients.pages.enforce_https(self._owner, self._name)
            self.pages = replace(self.pages, https_enforced=True)
