"""GitHub Pages over HTTPS and HTTP: what was deployed, at custom domains and ``*.github.io``.

The TLS server name chooses the certificate: a custom domain's own once it is
approved, ``*.github.io`` otherwise, as at GitHub. A short time after a
deployment the CDN still answers every second request with replaced bytes. By plain HTTP
the same is served, or a redirect where HTTPS is enforced, as it always is for ``*.github.io``.
"""

from __future__ import annotations

import ssl
import time
from collections import Counter
from collections.abc import Callable
from email.utils import formatdate, parsedate_to_datetime

from mtasts_pages.sandbox.github.hub import Hub
from mtasts_pages.sandbox.github.jekyll import is_published
from mtasts_pages.sandbox.github.publishing import describe_certificate
from mtasts_pages.sandbox.github.records import PagesRequest
from mtasts_pages.sandbox.github.repositories import Build, Repository
from mtasts_pages.sandbox.github.serving import NamedTlsSocket, Reply, Request

_SHARED = "github.io"
_TYPES = {
    "css": "text/css; charset=utf-8",
    "gif": "image/gif",
    "htm": "text/html; charset=utf-8",
    "html": "text/html; charset=utf-8",
    "ico": "image/vnd.microsoft.icon",
    "jpg": "image/jpeg",
    "js": "application/javascript; charset=utf-8",
    "json": "application/json; charset=utf-8",
    "md": "text/markdown; charset=utf-8",
    "png": "image/png",
    "svg": "image/svg+xml",
    "txt": "text/plain; charset=utf-8",
    "xml": "application/xml",
}
_HTML = _TYPES["html"]
_NO_SITE = """<!DOCTYPE html>
<html><head><title>Site not found &middot; GitHub Pages</title></head>
<body><h1>404</h1><p><strong>There isn't a GitHub Pages site here.</strong></p></body></html>
"""
_NO_FILE = """<!DOCTYPE html>
<html><head><title>Page not found &middot; GitHub Pages</title></head>
<body><h1>404</h1><p><strong>File not found</strong></p></body></html>
"""


class PagesServer:
    """Answers requests to published sites."""

    def __init__(self, hub: Hub, server_context: Callable[[str], ssl.SSLContext]) -> None:
        self._hub = hub
        self._server_context = server_context
        self._contexts: dict[str, ssl.SSLContext] = {}
        self._turns: Counter[tuple[int, str]] = Counter()

    def tls_context(self) -> ssl.SSLContext:
        """Return the context that takes its certificate from the client's server name."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.sslsocket_class = NamedTlsSocket
        context.sni_callback = self._choose_certificate
        return context

    def answer(self, request: Request) -> Reply:
        """Answer one request by HTTPS."""
        host = _read_host(request)
        with self._hub.state.lock:
            reply = self._reply(request, host)
        self._hub.journal.pages_requests.append(
            PagesRequest(
                at=time.time(),
                server_name=request.server_name,
                method=request.method,
                host=host,
                path=request.path,
                status=reply.status,
            )
        )
        return reply

    def answer_plain(self, request: Request) -> Reply:
        """Answer one request by plain HTTP."""
        host = _read_host(request)
        with self._hub.state.lock:
            holder = self._hub.state.domain_holder(host)
            site = None if holder is None else holder.site
            enforced = host.endswith(f".{_SHARED}") if site is None else site.https_enforced
            # GitHub, "Securing your GitHub Pages site with HTTPS": Enforce HTTPS.
            reply = (
                Reply(301, {"Location": f"https://{host}{request.path}"})
                if enforced
                else self._reply(request, host)
            )
        self._hub.journal.plain_requests.append(
            PagesRequest(
                at=time.time(),
                server_name=None,
                method=request.method,
                host=host,
                path=request.path,
                status=reply.status,
            )
        )
        return reply

    def _choose_certificate(
        self, connection: ssl.SSLSocket | ssl.SSLObject, name: str | None, _: ssl.SSLContext
    ) -> None:
        if isinstance(connection, NamedTlsSocket):
            connection.asked_name = name
        name = (name or "").lower()
        chosen = name if self._is_certified(name) else f"*.{_SHARED}"
        context = self._contexts.get(chosen)
        if context is None:
            context = self._contexts[chosen] = self._server_context(chosen)
        connection.context = context

    def _is_certified(self, name: str) -> bool:
        with self._hub.state.lock:
            holder = self._hub.state.domain_holder(name)
            if holder is None or holder.site is None:
                return False
            lag = self._hub.publishing.lag
            certificate = describe_certificate(holder.site, lag, time.time())
        return certificate is not None and certificate.approved

    def _reply(self, request: Request, host: str) -> Reply:
        if request.method not in {"GET", "HEAD"}:
            return _page(405, _NO_FILE)
        found = self._locate(host, request.path)
        if found is None:
            return _page(404, _NO_SITE)
        repository, path = found
        site = repository.site
        if site is None or not site.deployed():
            return _page(404, _NO_SITE)
        if site.cname is not None and host != site.cname:
            scheme = "https" if site.https_enforced else "http"
            return Reply(301, {"Location": f"{scheme}://{site.cname}/{path}"})
        return self._serve(request, repository, site.deployed(), path)

    def _locate(self, host: str, path: str) -> tuple[Repository, str] | None:
        """Return the repository behind an address, and the rest of the path."""
        state = self._hub.state
        holder = state.domain_holder(host)
        if holder is not None:
            return holder, path.lstrip("/")
        owner, _, shared = host.partition(".")
        if shared != _SHARED:
            return None
        name, _, rest = path.lstrip("/").partition("/")
        project = state.repository(owner, name)
        if project is not None and project.site is not None:
            return project, rest
        user_site = state.repository(owner, host)
        return None if user_site is None else (user_site, path.lstrip("/"))

    def _serve(
        self, request: Request, repository: Repository, builds: list[Build], path: str
    ) -> Reply:
        build = builds[-1]
        name, data = self._read(repository, build, path)
        age = time.time() - build.due
        if len(builds) > 1 and age < self._hub.publishing.lag.cdn:
            old_name, old = self._read(repository, builds[-2], path)
            if old is not None and old != data:
                self._turns[repository.id, path] += 1
                if self._turns[repository.id, path] % 2:
                    build, name, data = builds[-2], old_name, old
        if data is None:
            if self._read(repository, build, f"{path}/index.html")[1] is not None:
                return Reply(301, {"Location": f"{request.path}/"})
            custom = self._read(repository, build, "404.html")[1]
            return _page(404, _NO_FILE if custom is None else custom.decode(errors="replace"))
        return _file(request, name, data, build.due)

    def _read(self, repository: Repository, build: Build, path: str) -> tuple[str, bytes | None]:
        """Return a deployed file and its name: the path itself, ``index.html``, or ``.html``."""
        git = self._hub.state.git(repository)
        root = git.entry_at(
            git.commit(build.commit).tree, repository.site.path if repository.site else ""
        )
        if root is None or not is_published(git, root.oid, path):
            return path, None
        names = [f"{path}index.html"] if path.endswith("/") or not path else [path, f"{path}.html"]
        for name in names:
            entry = git.entry_at(root.oid, name)
            found = git.read(entry.oid) if entry is not None and entry.kind == "blob" else None
            if found is not None:
                return name, found[1]
        return path, None


def _read_host(request: Request) -> str:
    return request.headers.get("host", "").partition(":")[0].lower().rstrip(".")


def _page(status: int, html: str) -> Reply:
    return Reply(status, {"Content-Type": _HTML}, html.encode())


def _file(request: Request, name: str, data: bytes, deployed: float) -> Reply:
    last = name.rpartition("/")[2]
    extension = last.rpartition(".")[2].lower() if "." in last.lstrip(".") else ""
    headers = {
        "Content-Type": _TYPES.get(extension, "application/octet-stream"),
        "Last-Modified": formatdate(deployed, usegmt=True),
        "ETag": f'"{int(deployed):x}-{len(data):x}"',
        "Cache-Control": "max-age=600",
        "Access-Control-Allow-Origin": "*",
        "Accept-Ranges": "bytes",
        "Age": "0",
    }
    return (
        Reply(304, headers)
        if _is_known(request, headers["ETag"], deployed)
        else Reply(200, headers, data)
    )


def _is_known(request: Request, etag: str, deployed: float) -> bool:
    """Return whether the client's copy is still good (RFC 9110, 13.2.2)."""
    if "if-none-match" in request.headers:
        return etag in request.headers["if-none-match"]
    try:
        since = parsedate_to_datetime(request.headers.get("if-modified-since", ""))
    except ValueError:
        return False
    return since.timestamp() >= int(deployed)
