"""One request on its way to GitHub's API and back, within a time limit.

Requests go through ``requester.requestJson`` of PyGithub, which never raises for a
status: PyGithub's own path takes a 307 for success, repeats a POST after a 502, and
follows a 202 without bound. One ``Github`` object a thread, since its connection
holds a request's parts between two calls.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping
from functools import partial
from http import HTTPStatus
from typing import Any

import github
import requests
from github import Auth

from mtasts_pages.errors import GitHubError, NetworkError
from mtasts_pages.text import blot_unprintable
from mtasts_pages.world.github.credentials import Credentials
from mtasts_pages.world.github.fields import refuse_to_read
from mtasts_pages.world.github.patience import do_within
from mtasts_pages.world.github.reply import Reply, innermost

API_VERSION = "2022-11-28"
"""GitHub, "API versions": the version whose description the program is tested against."""

_DETAIL_LIMIT = 200  # characters
_NETWORK_HINT = "check the network; then run the same command again"


class Wire:
    """The way to one GitHub, shared by all threads."""

    def __init__(
        self,
        api_url: str,
        auth: Auth.Auth,
        ca_file: str | None,
        trace: Callable[[str], None],
        time_limit: int,
    ) -> None:
        self._api_url = api_url
        self._auth = auth
        self._verify: bool | str = ca_file or True
        self._trace = trace
        self._time_limit = time_limit
        self._threads = threading.local()

    @property
    def graphql_url(self) -> str:
        """Where queries go."""
        return str(self._requester().graphql_url)

    def send(
        self,
        verb: str,
        path: str,
        body: Mapping[str, object] | None,
        sent_headers: Mapping[str, str],
    ) -> Reply | NetworkError:
        """Return what GitHub answers, or why there is no answer.

        Raises:
            UnreadableError: the answer cannot be read.
            GitHubError: it leads elsewhere.

        """
        try:
            status, headers, text = self._exchange(verb, path, body, sent_headers)
        except requests.exceptions.ProxyError as error:
            return NetworkError(
                f"the proxy does not lead to GitHub at `{self._api_url}`: {innermost(error)}",
                "check what HTTPS_PROXY names; then run the same command again",
            )
        except (TimeoutError, requests.Timeout):
            return NetworkError(
                f"GitHub does not answer at `{self._api_url}` within {self._time_limit} seconds",
                _NETWORK_HINT,
            )
        except requests.RequestException as error:
            return NetworkError(
                f"GitHub does not answer at `{self._api_url}`: {innermost(error)}",
                _NETWORK_HINT,
            )
        except (ValueError, ArithmeticError, AssertionError) as error:
            what = f"`{verb} {path}`"
            raise refuse_to_read(what, blot_unprintable(str(error)[:_DETAIL_LIMIT])) from None
        except RuntimeError:  # PyGithub's, for a 301 to another host, or to itself
            raise GitHubError(
                f"`{self._api_url}` redirects requests elsewhere",
                "set GITHUB_API_URL to the address that answers without a redirect",
            ) from None
        lowered = {str(key).lower(): str(value) for key, value in headers.items()}
        self._trace(f"{verb} {path} → {status}")
        try:
            data = _parse(text)
        except RecursionError:
            raise refuse_to_read(f"`{verb} {path}`", "it is nested too deeply") from None
        except ValueError:
            if status < HTTPStatus.MULTIPLE_CHOICES:
                return NetworkError(
                    f"something other than GitHub answers at `{self._api_url}`: not JSON",
                    "check for a proxy or a sign-in page on the network; then run the same command"
                    " again",
                )
            data = {"message": "the answer is not JSON"}
        return Reply(status, lowered, data)

    def _exchange(
        self, verb: str, path: str, body: Mapping[str, object] | None, headers: Mapping[str, str]
    ) -> tuple[int, Mapping[str, Any], str]:
        """Return status, headers and text of one answer, all of it within the time limit.

        The library's limit is for each read: a server that sends a byte a second goes on for ever.
        """
        requester = self._requester()
        if isinstance(self._auth, Credentials):
            _ = self._auth.token  # made before the time counts, where it has to be made
        exchange = partial(
            requester.requestJson,
            verb,
            path,
            headers=dict(headers),
            input=None if body is None else dict(body),
        )
        try:
            answer: tuple[int, Mapping[str, Any], str] = do_within(self._time_limit, exchange)
        except TimeoutError:
            del self._threads.github  # the thread that was left behind still uses its connection
            raise
        return answer

    def _requester(self) -> Any:  # noqa: ANN401 - PyGithub's Requester, loosely annotated
        gh: github.Github | None = getattr(self._threads, "github", None)
        if gh is None:
            gh = self._threads.github = github.Github(
                auth=self._auth,
                base_url=self._api_url,
                timeout=self._time_limit,
                user_agent="mtasts-pages",
                verify=self._verify,
                retry=None,
                seconds_between_requests=None,
                seconds_between_writes=None,
                api_version=API_VERSION,
                lazy=True,
            )
        return gh.requester


def _parse(text: str) -> Any:  # noqa: ANN401 - a JSON document
    return json.loads(text) if text else None
