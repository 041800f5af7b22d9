"""The Pages health check: a background job, asked for first and read later."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from functools import partial

from mtasts_pages.sandbox.github.agenda import Agenda
from mtasts_pages.sandbox.github.publishing import Lag, describe_certificate, pages_host
from mtasts_pages.sandbox.github.repositories import Repository, Site
from mtasts_pages.sandbox.github.shapes import Shape


class HealthChecks:
    """The results of checks, by domain; one is good for ``Lag.dns_recheck``."""

    def __init__(self, agenda: Agenda, lag: Lag, resolve: Callable[[str], str | None]) -> None:
        self._agenda = agenda
        self._lag = lag
        self._resolve = resolve
        self._lock = threading.Lock()
        self._results: dict[str, tuple[float, str | None]] = {}
        self._running: set[str] = set()

    def ask(self, cname: str) -> tuple[str | None] | None:
        """Return the domain's CNAME target in a tuple, or ``None`` while that is being found.

        The first question starts the job; so does one after the result has aged.
        """
        with self._lock:
            result = self._results.get(cname)
            if result is not None and time.time() - result[0] <= max(self._lag.dns_recheck, 0.5):
                return (result[1],)
            if cname not in self._running:
                self._running.add(cname)
                self._agenda.add(time.time(), partial(self._look, cname))
            return None

    def _look(self, cname: str) -> None:
        try:
            target = self._resolve(cname)
        finally:
            with self._lock:
                self._running.discard(cname)
        with self._lock:
            self._results[cname] = (time.time(), target)


def shape_health(repository: Repository, site: Site, target: str | None, lag: Lag) -> Shape:
    """Return the report on the site's domain, whose CNAME record leads to *target*."""
    host = site.cname or ""
    here = target == pages_host(repository)
    certificate = describe_certificate(site, lag, time.time())
    secure = here and certificate is not None and certificate.approved
    return {
        "domain": {
            "host": host,
            "uri": f"{'https' if secure else 'http'}://{host}/",
            "nameservers": "default",
            "dns_resolves": target is not None,
            "is_proxied": False,
            "is_cloudflare_ip": False,
            "is_fastly_ip": False,
            "is_old_ip_address": False,
            "is_a_record": False,
            "has_cname_record": target is not None,
            "has_mx_records_present": False,
            "is_valid_domain": True,
            "is_apex_domain": False,
            "should_be_a_record": False,
            "is_cname_to_github_user_domain": here,
            "is_cname_to_pages_dot_github_dot_com": False,
            "is_cname_to_fastly": False,
            "is_pointed_to_github_pages_ip": False,  # usual for a CNAME
            "is_non_github_pages_ip_present": target is not None and not here,
            "is_pages_domain": host.endswith(".github.io"),
            "is_served_by_pages": here,
            "is_valid": here,
            "reason": None
            if here
            else "Domain's DNS record could not be retrieved"
            if target is None
            else "Domain does not resolve to the GitHub Pages server",
            "responds_to_https": secure,
            "enforces_https": secure and site.https_enforced,
            "https_error": None if secure else "peer_failed_verification",
            "is_https_eligible": here,
            "caa_error": None,
        }
    }
