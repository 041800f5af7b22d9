"""Who publishes the repository: Pages from a branch, a workflow, or another host."""

from __future__ import annotations

import re

from mtasts_pages.checks.lint.candidates import join
from mtasts_pages.checks.lint.faults import Fault
from mtasts_pages.checks.lint.finding import FileReport, find, report
from mtasts_pages.state.folder import SeenFolder

_WORKFLOWS = ".github/workflows/"
_OTHER_HOSTS = {
    "staticwebapp.config.json": "Azure Static Web Apps",
    "netlify.toml": "Netlify",
    "vercel.json": "Vercel",
    "firebase.json": "Firebase",
    "wrangler.toml": "Cloudflare",
    "wrangler.json": "Cloudflare",
    "wrangler.jsonc": "Cloudflare",
    "_headers": "Netlify or Cloudflare",
    "_redirects": "Netlify or Cloudflare",
    "render.yaml": "Render",
    "amplify.yml": "AWS Amplify",
    ".gitlab-ci.yml": "GitLab",
}
_ARTIFACT = re.compile(r"^[^#\n]*actions/upload-pages-artifact@(\S+)", re.MULTILINE)
_DEPLOY = re.compile(
    r"^[^#\n]*(?:actions/deploy-pages|actions-gh-pages|github-pages-deploy-action"
    r"|static-web-apps-deploy|wrangler-action|actions-netlify|amondnet/vercel|firebase-deploy"
    r"|action-hosting-deploy|aws s3 sync|azcopy)",
    re.MULTILINE | re.IGNORECASE,
)
_HIDDEN_FILES = re.compile(r"^[^#\n]*include-hidden-files:\s*[\"']?true", re.MULTILINE)
_KEEPS_DOTFILES = re.compile(r"v[0-3](?:\.|$)")
_VERSION = re.compile(r"v\d+(?:\.|$)")


def find_deployments(folder: SeenFolder) -> tuple[FileReport, ...]:
    """Return what publishes the repository instead of Pages from its branch, if anything does."""
    reports = [
        _tell(name, f"`{name}` is for {host}, where the files for Pages have no effect")
        for name, host in _OTHER_HOSTS.items()
        if folder.has_file(name)
    ]
    for path, file in sorted(folder.files.items()):
        if not path.startswith(_WORKFLOWS):
            continue
        text = file.data.decode("utf-8", "replace")
        versions = _ARTIFACT.findall(text)
        drops = [
            version
            for version in versions
            if _VERSION.match(version) and not _KEEPS_DOTFILES.match(version)
        ]
        if drops and not _HIDDEN_FILES.search(text):
            message = f"`actions/upload-pages-artifact@{drops[0]}` leaves `.well-known` out"
            hint = "give it `include-hidden-files: true` (version 5), or publish from the branch"
            reports.append(report(path, find(Fault.ARTIFACT_WITHOUT_DOTFILES, message, hint)))
        elif versions or _DEPLOY.search(text):
            reports.append(
                _tell(path, "a workflow deploys the site, so the branch is not the whole story")
            )
    return tuple(reports)


def _tell(path: str, message: str) -> FileReport:
    hint = "look at what is served: run `mtasts-pages check`, or open `/.well-known/mta-sts.txt`"
    return report(join(path), find(Fault.DEPLOYED_OTHERWISE, message, hint))
