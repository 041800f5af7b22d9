"""Commits signed with an SSH key of the operator, as ``git commit -S`` does for ``gpg.format=ssh``.

OpenSSH, PROTOCOL.sshsig: the namespace of git is ``git``. What is signed is the commit without its
signature, which goes into the header ``gpgsig`` (gitformat-signature(5)).
"""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from mtasts_pages.errors import GitError, UsageError
from mtasts_pages.text import blot_unprintable

TIME_LIMIT = 30.0
"""Seconds for one signature; a key in hardware may wait for a touch."""

_BEGIN = b"-----BEGIN SSH SIGNATURE-----"


@dataclass(frozen=True, slots=True)
class CommitSigner:
    """Signs commits by ``ssh-keygen``, which takes keys of every kind, and those of an agent."""

    program: str
    key: Path
    """A private key, or the public half of one that an agent holds."""

    def sign(self, commit: bytes) -> bytes:
        """Return *commit*, in git's own form, with a signature.

        Raises:
            GitError: the key cannot sign.

        """
        # No terminal and no dialogue: a key with a passphrase belongs into an agent.
        quiet = {"SSH_ASKPASS_REQUIRE": "force", "SSH_ASKPASS": shutil.which("false") or "false"}
        try:
            done = subprocess.run(  # noqa: S603 - no shell, and the path is one argument
                [self.program, "-q", "-Y", "sign", "-n", "git", "-f", str(self.key.absolute())],
                input=commit,
                capture_output=True,
                env={**os.environ, **quiet},
                timeout=TIME_LIMIT,
                check=False,
                start_new_session=True,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise self._fail(type(error).__name__) from None
        if done.returncode or not done.stdout.startswith(_BEGIN):
            said = done.stderr.decode("utf-8", "replace").split("\n")[0]
            raise self._fail(said or "ssh-keygen gives no signature")
        return add_signature(commit, done.stdout)

    def _fail(self, why: str) -> GitError:
        return GitError(
            f"the key `{self.key}` does not sign commits: {blot_unprintable(why)}",
            "try it: ssh-keygen -Y sign -n git -f KEY FILE; a key with a passphrase works when an"
            " agent holds it",
        )


def find_signer(key: Path) -> CommitSigner:
    """Return who signs with *key*.

    Raises:
        UsageError: there is no such file, or no OpenSSH.

    """
    if not key.is_file():
        raise UsageError(f"the signing key `{key}` is not a file")
    program = shutil.which("ssh-keygen")
    if program is None:
        raise UsageError(
            "signing commits needs `ssh-keygen`, which is not installed", "install OpenSSH"
        )
    return CommitSigner(program, key)


def add_signature(commit: bytes, signature: bytes) -> bytes:
    """Return *commit* with *signature* in its header, further lines indented by a space."""
    head, _, message = commit.partition(b"\n\n")
    lines = signature.strip().replace(b"\n", b"\n ")
    return head + b"\ngpgsig " + lines + b"\n\n" + message
