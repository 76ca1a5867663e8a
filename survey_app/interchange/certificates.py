"""Certificates for a network without Internet, where nobody else can vouch for us.

The authority can vouch for addresses inside local networks only: whoever steals its key
cannot pretend to be any place of the Internet.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

#: The only networks and names the authority vouches for (RFC 1918, 4193, 6762, 8375).
NETWORKS = (
    "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "127.0.0.0/8",
    "fc00::/7", "fe80::/10", "::1/128",
)  # fmt: skip
SUFFIXES = ("local", "lan", "internal", "home.arpa", "localhost")

#: No name of a machine: OpenSSL would judge it as one where only addresses are named.
SUBJECT = "Computer of a local network"

AUTHORITY_LASTS = timedelta(days=3650)
#: Browsers accept no longer one.
CERTIFICATE_LASTS = timedelta(days=397)
#: A certificate with less time left is made anew.
RENEWED_BEFORE = timedelta(days=30)
#: Clocks of tablets without a network run late.
LATE_CLOCKS = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Pair:
    """A certificate and its private key, both PEM."""

    certificate: bytes
    key: bytes


def authority(name: str, now: datetime) -> Pair:
    """Return a new authority for local networks, shown on devices under `name`."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = _named(name)
    built = (
        _begun(subject, subject, key, now, AUTHORITY_LASTS)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs=True), critical=True)
        .add_extension(_constraints(), critical=True)
    )
    return _pair(built.sign(key, hashes.SHA256()), key)


def certificate(issuer: Pair, names: Sequence[str], now: datetime) -> Pair:
    """Return a certificate for local names and addresses, vouched for by `issuer`."""
    signer = load_pem_private_key(issuer.key, None)
    assert isinstance(signer, ec.EllipticCurvePrivateKey)  # noqa: S101 (ours made it)
    parent = x509.load_pem_x509_certificate(issuer.certificate)
    key = ec.generate_private_key(ec.SECP256R1())
    built = (
        _begun(_named(SUBJECT), parent.subject, key, now, CERTIFICATE_LASTS)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs=False), critical=True)
        .add_extension(
            x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False
        )
        .add_extension(x509.SubjectAlternativeName(_general(names)), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(signer.public_key()),
            critical=False,
        )
    )
    return _pair(built.sign(signer, hashes.SHA256()), key)


def is_local(name: str) -> bool:
    """Return whether the authority may vouch for a name or address.

    >>> [is_local(n) for n in ("192.168.4.1", "pi.local", "8.8.8.8", "example.org")]
    [True, True, False, False]
    """
    try:
        address = ip_address(name)
    except ValueError:
        return any(name == each or name.endswith(f".{each}") for each in SUFFIXES)
    return any(address in network for network in _networks())


def covers(pem: bytes, names: Iterable[str], now: datetime) -> bool:
    """Return whether a certificate is for all these names and lasts long enough."""
    found = x509.load_pem_x509_certificate(pem)
    extension = found.extensions.get_extension_for_class(x509.SubjectAlternativeName)
    known = {str(each.value) for each in extension.value}
    return set(names) <= known and found.not_valid_after_utc - now > RENEWED_BEFORE


def fingerprint(pem: bytes) -> str:
    """Return the SHA-256 of a certificate as devices show it, in pairs of digits."""
    digest = x509.load_pem_x509_certificate(pem).fingerprint(hashes.SHA256())
    return digest.hex(":").upper()


def _begun(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    now: datetime,
    lasts: timedelta,
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - LATE_CLOCKS)
        .not_valid_after(now + lasts)
        .add_extension(
            x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False
        )
    )


def _constraints() -> x509.NameConstraints:
    permitted: list[x509.GeneralName] = [x509.DNSName(each) for each in SUFFIXES]
    permitted += [x509.IPAddress(network) for network in _networks()]
    return x509.NameConstraints(permitted, excluded_subtrees=None)


def _usage(*, signs: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs, key_cert_sign=signs, crl_sign=signs,
        content_commitment=False, key_encipherment=False, data_encipherment=False,
        key_agreement=False, encipher_only=False, decipher_only=False,
    )  # fmt: skip


def _general(names: Iterable[str]) -> list[x509.GeneralName]:
    found: list[x509.GeneralName] = []
    for name in names:
        try:
            found.append(x509.IPAddress(ip_address(name)))
        except ValueError:
            found.append(x509.DNSName(name))
    return found


def _networks() -> list[IPv4Network | IPv6Network]:
    return [ip_network(each) for each in NETWORKS]


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def _pair(found: x509.Certificate, key: ec.EllipticCurvePrivateKey) -> Pair:
    kept = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return Pair(found.public_bytes(Encoding.PEM), kept)
