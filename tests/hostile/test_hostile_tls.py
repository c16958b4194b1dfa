"""Certificates: whom nobody known vouches for is not talked to."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from hostile import answers as a
from hostile import pages
from hostile.conftest import Check
from hostile.measure import SITE, Crawl, crawl
from hostile.wire import HostileServer

LOOPBACK = x509.IPAddress(ip_address("127.0.0.1"))
DAY = timedelta(days=1)


def certify(folder: Path, host: x509.GeneralName = LOOPBACK, ends: timedelta = DAY) -> tuple[Path, ssl.SSLContext]:
    """Return the certificate of a server, which is its own authority, and what serves with it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "hostile")])
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder(
        name, name, key.public_key(), x509.random_serial_number(), now - 9 * DAY, now + ends
    )
    builder = builder.add_extension(x509.SubjectAlternativeName([host]), critical=False)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    certificate = builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path = folder / "certificate.pem"
    path.write_bytes(certificate + secret)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return path, context


def crawl_over_tls(output: Path, tls: ssl.SSLContext, authority: Path | None) -> tuple[Crawl, HostileServer]:
    answers, bodies = pages.good({"one": a.page_with(), "two": a.page_with()})
    environment = {"SSL_CERT_FILE": str(authority)} if authority else {}
    with HostileServer(answers, bodies, tls=tls) as server:
        done = crawl(output, server.origin, [SITE + path for path in bodies], environment=environment)
    return done, server


def test_a_certificate_of_a_known_authority_is_good(output: Path, tmp_path: Path, check: Check) -> None:
    path, tls = certify(tmp_path)
    done, server = crawl_over_tls(output, tls, path)
    assert len(server.requested) == 3
    assert server.connections < 3, "connections are used again"
    check(done, 0)


STRANGERS: dict[str, tuple[x509.GeneralName, timedelta]] = {
    "self-signed": (LOOPBACK, DAY),
    "of another address": (x509.IPAddress(ip_address("127.0.0.2")), DAY),
    "of a name": (x509.DNSName("other.test"), DAY),
    "expired": (LOOPBACK, -DAY),
}


@pytest.mark.parametrize("case", STRANGERS)
def test_another_is_not(case: str, output: Path, tmp_path: Path, check: Check) -> None:
    path, tls = certify(tmp_path, *STRANGERS[case])
    done, server = crawl_over_tls(output, tls, None if case == "self-signed" else path)
    assert server.connections > 0
    assert server.requested == [], "nothing is asked of a stranger"
    assert done.report["outcomes"] == {"failed": 2}
    check(done, 1)
