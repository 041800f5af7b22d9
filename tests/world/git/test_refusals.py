"""What git says becomes an error that names the cause and says what to do."""

from __future__ import annotations

import pytest

from mtasts_pages.errors import (
    AuthenticationError,
    GitError,
    MtaStsPagesError,
    NetworkError,
    PermissionDeniedError,
)
from mtasts_pages.world.git.refusals import (
    BranchMissingError,
    DeclinedError,
    PushRejectedError,
    RepositoryMissingError,
    UnsignedError,
    explain_git,
)

URL = "https://github.com/octo/mta-sts.example.com.git"
ACCESS = f"fatal: unable to access '{URL}/'"
HUNG_UP = "fatal: the remote end hung up unexpectedly"


@pytest.mark.parametrize(
    ("said", "kind", "says"),
    [
        ("!\tabc:refs/heads/main\t[rejected] (fetch first)", PushRejectedError, "moved on"),
        ("!\tabc:refs/heads/main\t[remote rejected] (cannot lock ref 'refs/heads/main')",
         PushRejectedError, "moved on"),
        ("!\tabc:refs/heads/main\t[remote rejected] (failed to update ref)", PushRejectedError,
         "moved on"),
        ("!\tabc:refs/heads/main\t[remote rejected] (push declined by a rule)", DeclinedError,
         "by a rule"),
        (("remote: error: GH013: Repository rule violations found for refs/heads/main.\nremote: \n"
         "remote: - Commits must have verified signatures.\x1b[31m\n"
         "!\tabc:refs/heads/main\t[remote rejected] (push declined due to repository rule"
         " violations)"), UnsignedError,
         ("declined the push: push declined due to repository rule violations: error: GH013:"
         " Repository rule violations found for refs/heads/main; Commits must have verified"
         " signatures")),
        (("remote: error: GH007: Your push would publish a private email address.\n"
         "!\tabc:refs/heads/main\t[remote rejected] (push declined due to email privacy"
         " restrictions)"), DeclinedError, "private email address"),
        (("remote: - Changes must be made through a pull request.\n"
         "!\tabc:refs/heads/main\t[remote rejected] (protected branch hook declined)"),
         DeclinedError, "through a pull request"),
        ("fatal: couldn't find remote ref refs/heads/main", BranchMissingError, "no such branch"),
        (f"fatal: Authentication failed for '{URL}/'", AuthenticationError, "refused the token"),
        ("fatal: could not read Username for 'https://github.com': terminal prompts disabled",
         AuthenticationError, "refused the token"),
        (f"{ACCESS}: The requested URL returned error: 403", PermissionDeniedError, "may not push"),
        (f"remote: Repository not found.\nfatal: repository '{URL}/' not found",
         RepositoryMissingError, "cannot see it"),
        (f"{ACCESS}: The requested URL returned error: 307", GitError, "renamed"),
        (f"{ACCESS}: The requested URL returned error: 429", NetworkError, "status 429"),
        (f"{ACCESS}: The requested URL returned error: 503", NetworkError, "status 503"),
        ("error: RPC failed; HTTP 502 curl 22 The requested URL returned error: 502\n" + HUNG_UP,
         NetworkError, "status 502"),
        ("error: RPC failed; curl 56 Recv failure: Connection reset by peer\n" + HUNG_UP,
         NetworkError, "Connection reset"),
        (f"{ACCESS}: Could not resolve host: github.com", NetworkError, "Could not resolve host"),
        ('Timeout: the command "git push" did not complete in 120 secs.', NetworkError, "push"),
        ("fatal: bad object abc", GitError, "bad object abc"),
        ("", GitError, "gives no reason"),
    ],
)  # fmt: skip
def test_a_failure_of_git_names_the_cause_and_what_to_do(
    said: str, kind: type[MtaStsPagesError], says: str
) -> None:
    error = explain_git("push", URL, f"\n  stderr: '{said}'")
    assert type(error) is kind
    assert isinstance(error, MtaStsPagesError)
    assert says in error.message
    assert error.hint
    assert error.message.isprintable()
