"""TLS reports for tests: those of real senders beside the project, and ones made here."""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence
from datetime import date
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).parents[3] / "shared" / "tls-reports"
needs_samples = pytest.mark.skipif(not FOLDER.is_dir(), reason="the corpus is not here")

POLICY = ("version: STSv1", "mode: testing", "mx: mx1.example.com", "max_age: 604800")


def make_failure(
    result_type: str = "certificate-expired", sessions: int = 2, mx: str = "mx1.example.com"
) -> dict[str, Any]:
    return {
        "result-type": result_type,
        "receiving-mx-hostname": mx,
        "failed-session-count": sessions,
    }


def make_report(
    domain: str = "example.com",
    day: date = date(2026, 11, 20),
    organization: str = "Sender Inc.",
    successful: int = 5,
    failures: Sequence[dict[str, Any]] = (),
    policy: Sequence[str] = POLICY,
    policy_type: str = "sts",
    report_id: str | None = None,
) -> dict[str, Any]:
    """Return a report as RFC 8460, 4.4 has it."""
    return {
        "organization-name": organization,
        "date-range": {
            "start-datetime": f"{day}T00:00:00Z",
            "end-datetime": f"{day}T23:59:59Z",
        },
        "contact-info": "tls@sender.example",
        "report-id": report_id or f"{day}_{domain}",
        "policies": [
            {
                "policy": {
                    "policy-type": policy_type,
                    "policy-string": list(policy),
                    "policy-domain": domain,
                },
                "summary": {
                    "total-successful-session-count": successful,
                    "total-failure-session-count": sum(
                        each["failed-session-count"] for each in failures
                    ),
                },
                "failure-details": list(failures),
            }
        ],
    }


def pack(report: dict[str, Any]) -> bytes:
    return gzip.compress(json.dumps(report).encode(), mtime=0)


def make_mail(report: dict[str, Any], domain: str = "example.com") -> bytes:
    """Return the mail of RFC 8460, 5.3, unsigned."""
    mail = EmailMessage()
    mail["From"] = "noreply@sender.example"
    mail["To"] = f"tls-reports@{domain}"
    mail["Subject"] = f"Report Domain: {domain} Submitter: sender.example Report-ID: <1@x>"
    mail["Date"] = "Sat, 21 Nov 2026 08:00:00 +0000"
    mail["Message-ID"] = f"<{report['report-id']}@sender.example>"
    mail["TLS-Report-Domain"] = domain
    mail["TLS-Report-Submitter"] = "sender.example"
    mail.set_content("This is an aggregate TLS report.")
    mail.add_attachment(
        pack(report),
        maintype="application",
        subtype="tlsrpt+gzip",
        filename=f"sender.example!{domain}!1!2.json.gz",
    )
    mail.replace_header("Content-Type", 'multipart/report; report-type="tlsrpt"')
    mail.set_boundary("report-boundary")
    return mail.as_bytes()
