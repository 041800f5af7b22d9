"""Files by which a repository says that another host than GitHub Pages serves it."""

from __future__ import annotations

import re
from typing import Final

HOST_MARKERS: Final = {
    "staticwebapp.config.json": "Azure Static Web Apps",
    "netlify.toml": "Netlify",
    "vercel.json": "Vercel",
    "now.json": "Vercel",
    "firebase.json": "Firebase",
    "wrangler.toml": "Cloudflare",
    "wrangler.json": "Cloudflare",
    "wrangler.jsonc": "Cloudflare",
    "_worker.js": "Cloudflare",
    "_headers": "Netlify or Cloudflare",
    "_redirects": "Netlify or Cloudflare",
    "render.yaml": "Render",
    "fly.toml": "Fly.io",
    "app.yaml": "App Engine",
    "amplify.yml": "AWS Amplify",
    "serverless.yml": "the Serverless Framework",
    "Procfile": "Heroku",
    ".gitlab-ci.yml": "GitLab",
    ".do/app.yaml": "DigitalOcean",
    ".do/deploy.template.yaml": "DigitalOcean",
}
"""The host by the path of the file in the root of the site, or of the repository."""

SERVER_MARKERS: Final = {
    "Dockerfile": "a container",
    "Containerfile": "a container",
    "docker-compose.yml": "a container",
    "docker-compose.yaml": "a container",
    "compose.yml": "a container",
    "compose.yaml": "a container",
    "nginx.conf": "nginx",
    "Caddyfile": "Caddy",
    ".htaccess": "Apache",
    "web.config": "IIS",
}
"""Signs of a web server: they prove nothing where there are signs of Pages as well."""


def is_marker(path: str) -> bool:
    """Return whether the file *path* is one of those above, in whatever folder."""
    name = path.rpartition("/")[2]
    markers = HOST_MARKERS.keys() | SERVER_MARKERS.keys()
    return name in markers or "/".join(path.split("/")[-2:]) in markers


# An action or a command that puts a site on some host.
DEPLOYING: Final = re.compile(
    r"^[^#\n]*(?:"
    r"uses:\s*[\"']?[\w.-]+/[\w./-]*(?:deploy|ftp|scp|rsync|netlify|vercel|wrangler|pages-action"
    r"|gh-pages|s3-sync|s3-cp|firebase|flyctl|heroku|surge|app_action|static-web-apps)"
    r"|\b(?:aws s3 (?:sync|cp)|azcopy|az storage blob (?:upload|sync)|gsutil|gcloud app deploy"
    r"|gcloud storage (?:cp|rsync)|lftp|sftp|ftp|scp|rsync|ncftpput|netlify deploy|vercel"
    r"|wrangler (?:pages )?(?:deploy|publish)|firebase deploy|gh-pages -d|ghp-import"
    r"|mkdocs gh-deploy|flyctl deploy|doctl apps|surge|docker push|kubectl|rclone)[ \t]"
    r")",
    re.MULTILINE | re.IGNORECASE,
)
JEKYLL_BUILD: Final = re.compile(
    r"^[^#\n]*(?:actions/jekyll-build-pages@|\bjekyll (?:build|b)\b)", re.MULTILINE
)

# A key or an option after which a deployment names the folder that it publishes. The folder may
# be the end of a path on the server: `root /app/static;`.
_NAMES_BEFORE = (
    r"(?:(?:^|[\s\"'{{,;])(?:path|dir|directory|publish|publish[_-]dir|folder|source|source[_-]dir"
    r"|local[_-]?dir|local[_-]path|app_location|output_location|output_dir|outputDirectory|public"
    r"|static_dir|bucket|pages_build_output_dir|root|serve|src|distribution-dir|assets)[\"']?\s{{0,9}}[:=]?"
    r"|root \*|--directory[ =]|--dir[ =]|-C |-d |sync |deploy |COPY )"
    r"\s{{0,9}}[\"']?(?:\./|/(?:[\w.-]{{1,60}}/){{0,8}}|\$\{{\{{[^{{}}\n]{{1,60}}\}}\}}/|\$GITHUB_WORKSPACE/)?"
    r"{0}(?:/\*\*)?/?(?=[\s\"',;)}}]|$)"
)

_MOUNTS = r"(?:-\s|\[|-v\s)\s{{0,9}}[\"']?(?:\./)?{0}/?:/"
_LISTS = r"^\s*paths:\s*\n\s*-\s*[\"']?(?:\./)?{0}/?[\"']?\s*$"


def names_folder(text: str, folder: str) -> bool:
    r"""Return whether the deployment in *text* names *folder* as what it publishes.

    >>> names_folder("with:\\n  path: ./public", "public")
    True
    >>> names_folder("name: public site", "public")
    False
    """
    name = re.escape(folder)
    return folder in text and any(
        re.search(pattern.format(name), text, re.MULTILINE)
        for pattern in (_NAMES_BEFORE, _MOUNTS, _LISTS)
    )
