"""The catalogue: worlds with one fault each, and what a check must call it.

A world is a function that spoils a good scene; its name says what is wrong. Each of `BAD` stands
with the codes that must be found, no more and no less.
"""

from __future__ import annotations

import ssl

from checks.scene import DOMAIN, HOST, LOOPBACK, OWNER, RUA
from checks.spoiling import (
    EXPIRED_MX,
    FEEDS,
    HEAD,
    PROXY,
    World,
    address_silent,
    announce,
    answer,
    both,
    certificate,
    client_certificate,
    config,
    days,
    fault,
    for_clients,
    id_not_bumped,
    id_too_early,
    in_testing,
    mail_host,
    mx_context,
    old_tls,
    only_ipv6,
    records,
    self_signed,
    serve,
    silent,
    slow,
    stale,
    unclaimed,
    wrong_name,
)
from world.loopback import ok, send

from mtasts_pages.sandbox.mail import CertificateKind, MailHost, Manner
from mtasts_pages.sandbox.name_server import Fault
from mtasts_pages.standards.mtasts import Mode, MxPattern

GOOD: dict[str, World] = {
    "in order": lambda _: None,
    "testing": config(mode=Mode.TESTING),
    "none": config(mode=Mode.NONE, mx=()),
    "a wildcard that covers": config(mx=(MxPattern("*.example.com"),)),
    "a split record": lambda scene: scene.dns(
        f'_mta-sts.{DOMAIN}. TXT "v=STSv1; " "id={scene.policy_id}"'
    ),
    "an id of another form": announce("v=STSv1; id=abc"),
    "foreign text beside the record": lambda scene: scene.dns(
        f'_mta-sts.{DOMAIN}. TXT "v=STSv1; id={scene.policy_id}"',
        f'_mta-sts.{DOMAIN}. TXT "a note"',
    ),
    "an address record beside": records(f"{DOMAIN}. A {LOOPBACK}"),
    "chunked": lambda scene: setattr(
        scene,
        "answer",
        send(
            HEAD
            + b"Transfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\n\r\n"
            % (len(scene.policy), scene.policy)
        ),
    ),
    "CAA that allows": records(
        f'{DOMAIN}. CAA 0 issue "letsencrypt.org; validationmethods=http-01"',
        f'{DOMAIN}. CAA 0 issue "other.example"',
    ),
    "CAA at GitHub's name counts first": records(
        f'{DOMAIN}. CAA 0 issue "other.example"',
        f'{OWNER}.github.io. CAA 0 issue "letsencrypt.org"',
    ),
    "CAA that only reports": records(f'{DOMAIN}. CAA 0 iodef "mailto:a@example.com"'),
    "a wildcard that leads elsewhere": records(f"*.{DOMAIN}. A 192.0.2.1"),
    "its own MX": lambda scene: (
        scene.names.remove(DOMAIN, "MX"),
        scene.dns(f"{DOMAIN}. A {LOOPBACK}"),
        config(mx=(MxPattern(DOMAIN),))(scene),
    )[-1],
    "no TLS reports wanted": lambda scene: (
        config(tls_reports=())(scene),
        scene.names.remove(f"_smtp._tls.{DOMAIN}"),
    )[-1],
}

BAD: dict[str, tuple[World, set[str]]] = {
    # ---- the policy record ----
    "no record": (records(without=f"_mta-sts.{DOMAIN}"), {"record-missing"}),
    "SPF by a wildcard": (
        records(f'*.{DOMAIN}. TXT "v=spf1 -all"', without=f"_mta-sts.{DOMAIN}"),
        {"record-wildcard"},
    ),
    "a CNAME by a wildcard": (
        records(
            f"*.{DOMAIN}. CNAME lb.example.net.",
            f"lb.example.net. A {LOOPBACK}",
            without=f"_mta-sts.{DOMAIN}",
        ),
        {"record-wildcard"},
    ),
    "SPF by a wildcard and at the name": (
        records(
            f'*.{DOMAIN}. TXT "v=spf1 -all"',
            f'_mta-sts.{DOMAIN}. TXT "v=spf1 -all"',
            without=f"_mta-sts.{DOMAIN}",
        ),
        {"record-missing"},
    ),
    "SPF at the name itself": (announce("v=spf1 -all"), {"record-missing"}),
    "two records": (
        records(
            f'_mta-sts.{DOMAIN}. TXT "v=STSv1; id=1"', f'_mta-sts.{DOMAIN}. TXT "v=STSv1; id=2"'
        ),
        {"record-several"},
    ),
    "no id": (announce("v=STSv1;"), {"record-invalid"}),
    "version in lower case": (announce("v=stsv1; id=1"), {"record-invalid"}),
    "quotes in the record": (announce(r"\"v=STSv1; id=1\""), {"record-invalid"}),
    "an id with hyphens": (announce("v=STSv1; id=2026-11-23"), {"record-disputed"}),
    "an id of 33 characters": (announce("v=STSv1; id=" + "1" * 33), {"record-disputed"}),
    "two ids": (announce("v=STSv1; id=1; id=2"), {"record-odd"}),
    "a delegated record": (
        lambda scene: (
            scene.names.remove(f"_mta-sts.{DOMAIN}"),
            scene.dns(
                f"_mta-sts.{DOMAIN}. CNAME _mta-sts.example.net.",
                f'_mta-sts.example.net. TXT "v=STSv1; id={scene.policy_id}"',
            ),
        )[-1],
        {"record-delegated"},
    ),
    "a record in a zone of its own": (
        records(f"_mta-sts.{DOMAIN}. NS ns.example.net.", without=f"_mta-sts.{DOMAIN}"),
        {"record-delegated", "record-missing"},
    ),
    "a delegated reporting record": (
        records(
            f"_smtp._tls.{DOMAIN}. CNAME tls.example.net.",
            f'tls.example.net. TXT "v=TLSRPTv1; rua={RUA}"',
            without=f"_smtp._tls.{DOMAIN}",
        ),
        {"reporting-delegated"},
    ),
    "SERVFAIL for the record": (
        fault(Fault.SERVFAIL, f"_mta-sts.{DOMAIN}"),
        {"record-unanswered"},
    ),
    "no answer for the record": (
        fault(Fault.TIMEOUT, f"_mta-sts.{DOMAIN}"),
        {"record-unanswered"},
    ),
    "id not bumped": (id_not_bumped, {"id-not-bumped"}),
    "id bumped too early": (id_too_early, {"id-too-early"}),
    # ---- the policy host ----
    "no policy host": (records(without=HOST), {"host-missing"}),
    "a CNAME to nothing": (records(without=f"{OWNER}.github.io"), {"host-missing"}),
    "SERVFAIL for the host": (fault(Fault.SERVFAIL, HOST), {"host-unanswered"}),
    "SERVFAIL for IPv6": (fault(Fault.SERVFAIL, HOST, "AAAA"), {"host-unanswered"}),
    "another owner's CNAME": (
        records(f"{HOST}. CNAME other-org.github.io.", f"other-org.github.io. A {LOOPBACK}"),
        {"host-elsewhere"},
    ),
    "addresses and no CNAME": (
        records(f"{HOST}. A {LOOPBACK}", without=HOST),
        {"host-without-cname"},
    ),
    "a proxy": (
        lambda scene: (
            scene.names.remove(HOST),
            scene.dns(f"{HOST}. A {LOOPBACK}"),
            answer(PROXY % (len(scene.policy), scene.policy))(scene),
        )[-1],
        {"host-proxied"},
    ),
    "nobody's site": (unclaimed, {"host-unclaimed"}),
    "IPv6 alone": (only_ipv6, {"host-only-ipv6"}),
    "one address of two": (address_silent, {"host-address-silent"}),
    "nobody listens": (
        records(f"{OWNER}.github.io. A 127.0.0.9"),
        {"host-unreachable"},
    ),
    "TLS 1.1": (old_tls, {"host-old-tls"}),
    "an expired certificate": (certificate(not_after=days(-1)), {"certificate-expired"}),
    "a certificate of tomorrow": (
        certificate(not_before=days(1)),
        {"certificate-not-yet-valid"},
    ),
    "a certificate for another name": (wrong_name, {"certificate-name"}),
    "no TLS at all": (lambda scene: setattr(scene, "plain", True), {"host-tls"}),
    "a certificate for clients": (for_clients, {"certificate-invalid"}),
    "a self-signed certificate": (self_signed, {"certificate-untrusted"}),
    "a certificate with ten days": (
        certificate(not_before=days(-80), not_after=days(10)),
        {"certificate-expiring"},
    ),
    # ---- what it serves ----
    "a redirect": (
        answer(b"HTTP/1.1 301 X\r\nLocation: https://example.com/\r\nContent-Length: 0\r\n\r\n"),
        {"policy-redirect"},
    ),
    "404": (
        answer(b"HTTP/1.1 404 X\r\nContent-Length: 0\r\n\r\n"),
        {"policy-status"},
    ),
    "too many requests": (
        answer(b"HTTP/1.1 429 X\r\nContent-Type: text/html\r\nContent-Length: 0\r\n\r\n"),
        {"policy-status"},
    ),
    "200 with a page": (answer(ok(b"<html></html>", b"text/html")), {"policy-media-type"}),
    "the wrong type": (
        lambda scene: answer(ok(scene.policy, b"application/octet-stream"))(scene),
        {"policy-media-type"},
    ),
    "over 64 KiB": (answer(ok(b"x" * 65_537)), {"policy-too-large"}),
    "over 64 KiB, chunked": (
        answer(
            HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + b"1000\r\n%s\r\n" % (b"x" * 4096) * 17
        ),
        {"policy-too-large"},
    ),
    "a slow body": (slow, {"host-slow"}),
    "silence": (silent, {"host-slow"}),
    "no HTTP": (answer(b"what?\r\n"), {"policy-broken-http"}),
    "a page as plain text": (serve(b"<html><body>hello</body></html>"), {"policy-invalid"}),
    "an empty policy": (serve(b""), {"policy-invalid"}),
    "no such mode": (
        serve(FEEDS.replace(b"enforce", b"enforced") + b"max_age: 604800\r\n"),
        {"policy-invalid"},
    ),
    "grouped digits": (serve(FEEDS + b"max_age: 604,800\r\n"), {"policy-invalid"}),
    "max_age beyond the bound": (serve(FEEDS + b"max_age: 31557601\r\n"), {"policy-invalid"}),
    "a byte order mark": (
        serve(b"\xef\xbb\xbf" + FEEDS + b"max_age: 604800\r\n"),
        {"policy-invalid"},
    ),
    "an indented policy": (
        serve((FEEDS + b"max_age: 604800").replace(b"\r\n", b"\r\n  ")),
        {"policy-invalid"},
    ),
    "a comment": (serve(b"# ours\r\n" + FEEDS + b"max_age: 604800\r\n"), {"policy-disputed"}),
    "a trailing dot": (
        serve(FEEDS.replace(b"mx2.example.com", b"mx2.example.com.") + b"max_age: 604800\r\n"),
        {"policy-disputed"},
    ),
    "two modes": (
        serve(FEEDS + b"max_age: 604800\r\nmode: testing\r\n"),
        {"policy-odd"},
    ),
    "stale bytes": (stale, {"policy-differs"}),
    # ---- MX hosts ----
    "SERVFAIL for MX": (fault(Fault.SERVFAIL, DOMAIN, "MX"), {"mx-unanswered"}),
    "the record twice, split elsewhere": (
        lambda scene: scene.dns(
            f'_mta-sts.{DOMAIN}. TXT "v=STSv1; id={scene.policy_id}"',
            f'_mta-sts.{DOMAIN}. TXT "v=STSv1; " "id={scene.policy_id}"',
        ),
        {"record-several"},
    ),
    "no answer about an MX host": (fault(Fault.SERVFAIL, f"mx1.{DOMAIN}"), {"mx-unknown"}),
    "no MX, and no answer about an address": (
        both(lambda s: s.names.remove(DOMAIN, "MX"), fault(Fault.SERVFAIL, DOMAIN, "A")),
        {"mx-unanswered"},
    ),
    "null MX": (records(f"{DOMAIN}. MX 0 ."), {"mx-missing"}),
    "no MX and no address": (lambda s: s.names.remove(DOMAIN, "MX"), {"mx-missing"}),
    "an MX that is not covered": (
        records(
            f"{DOMAIN}. MX 10 mx1.{DOMAIN}.",
            f"{DOMAIN}. MX 20 mx2.{DOMAIN}.",
            f"{DOMAIN}. MX 30 mx3.{DOMAIN}.",
            f"mx3.{DOMAIN}. A {LOOPBACK}",
        ),
        {"mx-not-covered"},
    ),
    "a wildcard one label short": (
        both(
            config(mx=(MxPattern("mx1.example.com"), MxPattern("*.mx.example.net"))),
            records(
                f"{DOMAIN}. MX 10 mx1.{DOMAIN}.",
                f"{DOMAIN}. MX 20 a.b.mx.example.net.",
                f"{DOMAIN}. MX 20 a.mx.example.net.",
                f"a.b.mx.example.net. A {LOOPBACK}",
                f"a.mx.example.net. A {LOOPBACK}",
            ),
        ),
        {"mx-not-covered"},
    ),
    "an entry that no MX needs": (
        records(f"{DOMAIN}. MX 10 mx1.{DOMAIN}."),
        {"mx-entry-unused"},
    ),
    "an entry in a domain that is gone": (
        config(
            mx=tuple(
                MxPattern(text)
                for text in ("mx1.example.com", "mx2.example.com", "mx.gone-example.net")
            )
        ),
        {"mx-entry-vanished"},
    ),
    "an MX host that is a CNAME": (
        records(
            f"mx1.{DOMAIN}. CNAME real.example.net.",
            f"real.example.net. A {LOOPBACK}",
            without=f"mx1.{DOMAIN}",
        ),
        {"mx-alias"},
    ),
    "an MX without address": (records(without=f"mx1.{DOMAIN}"), {"mx-unresolved"}),
    "port 25 blocked": (records(f"mx1.{DOMAIN}. A 127.0.0.9"), {"mx-unknown"}),
    "an MX that refuses to talk": (
        mail_host(MailHost(manner=Manner(greeting=554)), "127.0.0.11"),
        {"mx-unknown"},
    ),
    "no STARTTLS": (
        mail_host(MailHost(manner=Manner(starttls=False)), "127.0.0.11"),
        {"mx-no-starttls"},
    ),
    "an MX with TLS 1.1": (
        mail_host(MailHost(newest_tls=ssl.TLSVersion.TLSv1_1), "127.0.0.11"),
        {"mx-old-tls"},
    ),
    "an MX with an expired certificate": (mail_host(EXPIRED_MX), {"mx-certificate-expired"}),
    "an MX with a certificate for another name": (
        mail_host(MailHost(CertificateKind.WRONG_NAME)),
        {"mx-certificate-name"},
    ),
    "an MX with a self-signed certificate": (
        mail_host(MailHost(CertificateKind.UNTRUSTED)),
        {"mx-certificate-untrusted"},
    ),
    "an MX with a certificate for clients": (
        mx_context(client_certificate),
        {"mx-certificate-invalid"},
    ),
    "an MX with a certificate of tomorrow": (
        mx_context(lambda ca, name: ca.issue([name], not_before=days(1)).server_context()),
        {"mx-certificate-not-yet-valid"},
    ),
    "an MX with a certificate with five days": (
        mx_context(
            lambda ca, name: ca.issue(
                [name], not_before=days(-80), not_after=days(5)
            ).server_context()
        ),
        {"mx-certificate-expiring"},
    ),
    "a bad MX in testing": (in_testing(mail_host(EXPIRED_MX)), {"mx-certificate-expired"}),
    # ---- the TLS reporting record ----
    "no reporting record": (
        records(without=f"_smtp._tls.{DOMAIN}"),
        {"reporting-missing"},
    ),
    "SERVFAIL for reporting": (
        fault(Fault.SERVFAIL, f"_smtp._tls.{DOMAIN}"),
        {"reporting-unanswered"},
    ),
    "two reporting records": (
        records(
            f'_smtp._tls.{DOMAIN}. TXT "v=TLSRPTv1; rua={RUA}"',
            f'_smtp._tls.{DOMAIN}. TXT "v=TLSRPTv1; rua=mailto:b@example.com"',
        ),
        {"reporting-several"},
    ),
    "a rua without scheme": (
        records(f'_smtp._tls.{DOMAIN}. TXT "v=TLSRPTv1; rua=tls-reports@{DOMAIN}"'),
        {"reporting-invalid"},
    ),
    "a rua by http": (
        records(f'_smtp._tls.{DOMAIN}. TXT "v=TLSRPTv1; rua=http://{DOMAIN}/"'),
        {"reporting-invalid"},
    ),
    "a size limit": (
        records(f'_smtp._tls.{DOMAIN}. TXT "v=TLSRPTv1; rua={RUA}!10m"'),
        {"reporting-invalid"},
    ),
    "version of reporting in lower case": (
        records(f'_smtp._tls.{DOMAIN}. TXT "v=tlsrptv1; rua={RUA}"'),
        {"reporting-invalid"},
    ),
    "two rua fields": (
        records(f'_smtp._tls.{DOMAIN}. TXT "v=TLSRPTv1; rua={RUA}; rua={RUA}"'),
        {"reporting-odd"},
    ),
    "reports to somebody else": (
        records(f'_smtp._tls.{DOMAIN}. TXT "v=TLSRPTv1; rua=mailto:a@example.net"'),
        {"reporting-differs"},
    ),
    # ---- the zone around it ----
    "CAA that forbids": (
        records(f'{DOMAIN}. CAA 0 issue "other.example"'),
        {"caa-forbids"},
    ),
    "CAA for another account": (
        records(f'{DOMAIN}. CAA 0 issue "letsencrypt.org; accounturi=https://ca.example/acct/1"'),
        {"caa-forbids"},
    ),
    "CAA for validation by DNS": (
        records(f'{DOMAIN}. CAA 0 issue "letsencrypt.org; validationmethods=dns-01"'),
        {"caa-forbids"},
    ),
    "CAA that forbids everybody": (records(f'{DOMAIN}. CAA 0 issue ";"'), {"caa-forbids"}),
    "CAA with an unknown critical tag": (
        records(f'{DOMAIN}. CAA 0 issue "letsencrypt.org"', f'{DOMAIN}. CAA 128 unheard "of"'),
        {"caa-forbids"},
    ),
    "SERVFAIL for CAA": (fault(Fault.SERVFAIL, DOMAIN, "CAA"), {"caa-unanswered"}),
    "a wildcard to GitHub": (
        records(f"*.{DOMAIN}. CNAME {OWNER}.github.io."),
        {"wildcard-to-github"},
    ),
    "a wildcard to GitHub's addresses": (
        records(f"*.{DOMAIN}. A 185.199.108.153"),
        {"wildcard-to-github"},
    ),
}
