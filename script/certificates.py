"""A certificate authority of this checkout, so that phones on the same network get HTTPS.

Without HTTPS a phone's browser gives neither position nor camera nor offline use. The authority may only
vouch for private addresses, this machine's own and `.local` names: whoever steals its key cannot pretend to be
any other site.
"""

from __future__ import annotations

import ipaddress
import os
import socket
import subprocess
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

AUTHORITY_LIFE = timedelta(days=3650)
SERVER_LIFE = timedelta(days=397)  # phones refuse certificates that live longer than 398 days
RENEW_BEFORE = timedelta(days=30)
PRIVATE = tuple(
    ipaddress.IPv4Network(text)
    for text in (
        "10.0.0.0/8",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "169.254.0.0/16",
        "100.64.0.0/10",
        "127.0.0.0/8",
    )
)


@dataclass(frozen=True)
class Pair:
    """A certificate and its private key, with the files they are kept in."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey
    certificate_file: Path
    key_file: Path

    @property
    def fingerprint(self) -> str:
        """SHA-256 in the way phones show it: AB:CD:…"""
        return self.certificate.fingerprint(hashes.SHA256()).hex(":").upper()


def lan_addresses() -> list[ipaddress.IPv4Address]:
    """This machine's IPv4 addresses; the one towards the default route stands first."""
    found: list[ipaddress.IPv4Address] = []
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe, suppress(OSError):
        probe.connect(("10.255.255.255", 9))  # nothing is sent: this only asks for the route
        found.append(ipaddress.IPv4Address(probe.getsockname()[0]))
    listed = subprocess.run(["hostname", "-I"], capture_output=True, text=True, check=False).stdout
    found += [ipaddress.IPv4Address(text) for text in listed.split() if ":" not in text]
    return list(dict.fromkeys(address for address in found if not address.is_loopback))


def server_certificate(folder: Path, addresses: list[ipaddress.IPv4Address]) -> tuple[Pair, Pair]:
    """(authority, server), made where missing; the server's is renewed near its end and for new addresses."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    authority = _load(folder, "authority")
    if authority is None or _ends_within(authority, SERVER_LIFE) or not _vouches(authority, addresses):
        authority = _make_authority(folder, addresses)
    server = _load(folder, "server")
    if server is None or _ends_within(server, RENEW_BEFORE) or not _serves(server, authority, addresses):
        server = _make_server(folder, authority, addresses)
    return authority, server


def _load(folder: Path, name: str) -> Pair | None:
    certificate_file, key_file = folder / f"{name}.crt", folder / f"{name}.key"
    try:
        certificate = x509.load_pem_x509_certificate(certificate_file.read_bytes())
        key = serialization.load_pem_private_key(key_file.read_bytes(), password=None)
    except (OSError, ValueError):
        return None
    if not isinstance(key, ec.EllipticCurvePrivateKey) or key.public_key() != certificate.public_key():
        return None
    return Pair(certificate, key, certificate_file, key_file)


def _ends_within(pair: Pair, span: timedelta) -> bool:
    return pair.certificate.not_valid_after_utc < datetime.now(UTC) + span


def _vouches(authority: Pair, addresses: list[ipaddress.IPv4Address]) -> bool:
    limits = authority.certificate.extensions.get_extension_for_class(x509.NameConstraints).value
    values = [name.value for name in limits.permitted_subtrees or () if isinstance(name, x509.IPAddress)]
    networks = [value for value in values if isinstance(value, ipaddress.IPv4Network)]
    return all(any(address in network for network in networks) for address in addresses)


def _serves(server: Pair, authority: Pair, addresses: list[ipaddress.IPv4Address]) -> bool:
    names = server.certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    covered = set(names.get_values_for_type(x509.IPAddress))
    return covered >= set(addresses) and server.certificate.issuer == authority.certificate.subject


def _make_authority(folder: Path, addresses: list[ipaddress.IPv4Address]) -> Pair:
    key = ec.generate_private_key(ec.SECP256R1())
    # The number tells two checkouts' authorities apart in a phone's list.
    label = f"Wangge local CA {os.urandom(3).hex()}"
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, label)])
    # Some schools and offices give their machines public addresses: those one by one.
    public = [address for address in addresses if not any(address in network for network in PRIVATE)]
    permitted: list[x509.GeneralName] = [x509.IPAddress(network) for network in PRIVATE]
    permitted += [x509.IPAddress(ipaddress.IPv4Network(address)) for address in public]
    permitted += [x509.DNSName("localhost"), x509.DNSName("local")]
    builder = (
        _builder(name, name, key, AUTHORITY_LIFE)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_key_usage(signs_certificates=True), critical=True)
        .add_extension(x509.NameConstraints(permitted_subtrees=permitted, excluded_subtrees=None), critical=True)
    )
    return _keep(folder, "authority", builder.sign(key, hashes.SHA256()), key)


def _make_server(folder: Path, authority: Pair, addresses: list[ipaddress.IPv4Address]) -> Pair:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Wangge")])
    names: list[x509.GeneralName] = [x509.IPAddress(address) for address in addresses]
    names += [x509.IPAddress(ipaddress.IPv4Address("127.0.0.1")), x509.DNSName("localhost")]
    builder = (
        _builder(name, authority.certificate.subject, key, SERVER_LIFE)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_key_usage(signs_certificates=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.key.public_key()), critical=False)
    )
    return _keep(folder, "server", builder.sign(authority.key, hashes.SHA256()), key)


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, life: timedelta
) -> x509.CertificateBuilder:
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))  # a phone's clock may lag
        .not_valid_after(now - timedelta(hours=1) + life)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )


def _key_usage(*, signs_certificates: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs_certificates,
        key_cert_sign=signs_certificates,
        crl_sign=signs_certificates,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _keep(folder: Path, name: str, certificate: x509.Certificate, key: ec.EllipticCurvePrivateKey) -> Pair:
    certificate_file, key_file = folder / f"{name}.crt", folder / f"{name}.key"
    key_file.unlink(missing_ok=True)
    with os.fdopen(os.open(key_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            )
        )
    certificate_file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    return Pair(certificate, key, certificate_file, key_file)
