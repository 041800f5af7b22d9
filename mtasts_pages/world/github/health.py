"""GitHub's own look at the domain of a Pages site, for when something is wrong with it.

The check is a background job: the first answer is 202, a later one has the result. PyGithub
follows a 202 by calling itself without bound, so these requests are made without it.
"""

from __future__ import annotations

from functools import partial
from http import HTTPStatus
from typing import Any

import requests

from mtasts_pages.state import PagesHealth, RepositoryName
from mtasts_pages.text import blot_unprintable
from mtasts_pages.world.clock import Clock
from mtasts_pages.world.github.credentials import Credentials
from mtasts_pages.world.github.patience import do_within
from mtasts_pages.world.github.wire import API_VERSION

LOOKS = 5
"""Requests before the job is given up."""

APART = 2.0
"""Seconds between them."""

_TIME_LIMIT = 30


class HealthChecks:
    """Asks for health checks; safe to share between threads."""

    def __init__(
        self, api_url: str, credentials: Credentials, clock: Clock, ca_file: str | None = None
    ) -> None:
        self._api_url = api_url
        self._headers = {
            "Accept": "application/vnd.github+json",
            "User-Agent": "mtasts-pages",
            "X-GitHub-Api-Version": API_VERSION,
        }
        self._credentials = credentials
        self._clock = clock
        self._verify: bool | str = ca_file or True

    def _sign(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        # A plain header would be replaced by what a ~/.netrc has for the host.
        request.headers["Authorization"] = f"Bearer {self._credentials.token}"
        return request

    def _ask(self, name: RepositoryName) -> requests.Response:
        return requests.get(
            f"{self._api_url}/repos/{name}/pages/health",
            headers=self._headers,
            auth=self._sign,
            timeout=_TIME_LIMIT,
            verify=self._verify,
            allow_redirects=False,
        )

    def read(self, name: RepositoryName) -> PagesHealth | None:
        """Return the result for the site of a repository.

        ``None`` when there is no result: no custom domain, a token without the right to
        write, a job that takes too long, no answer at all. It only explains what was seen
        already, so none of this is an error.
        """
        for look in range(LOOKS):
            if look:
                self._clock.sleep(APART)
            try:
                reply = do_within(_TIME_LIMIT, partial(self._ask, name))
                if reply.status_code == HTTPStatus.OK:
                    return _read(reply.json())
            except (requests.RequestException, ValueError, RecursionError, TimeoutError):
                return None
            if reply.status_code != HTTPStatus.ACCEPTED:
                return None
        return None


def _read(data: Any) -> PagesHealth | None:  # noqa: ANN401 - a JSON document
    domain = data.get("domain") if isinstance(data, dict) else None
    if not isinstance(domain, dict):
        return None
    return PagesHealth(
        is_valid=bool(domain.get("is_valid")),
        is_https_eligible=bool(domain.get("is_https_eligible")),
        reason=blot_unprintable(str(domain.get("reason") or "")),
        is_proxied=bool(domain.get("is_proxied") or domain.get("is_cloudflare_ip")),
        caa_error=blot_unprintable(str(domain.get("caa_error") or "")),
    )
