"""The keys and certificates by which this installation proves itself on the bus.

``python -m linli.server.bus_keys DATA`` makes those of the server's own processes, once.
"""

import ipaddress
import os
import sys
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from linli.server.bus_rights import PARTS
from linli.server.embedded_bus import CA, CERTIFICATE, KEY
from linli.server.folder import Folder, make_ready, read_json, write_json, write_text
from linli.wire import nkey

CA_KEY = "ca.key"

NOT_BEFORE = datetime(1970, 1, 1, tzinfo=UTC)
NOT_AFTER = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
"""No date at which every cabinet would go quiet at once. Source: RFC 5280, section 4.1.2.5,
a certificate with no well-defined end. A new one takes its place by ``linli bus listen``."""


def make_part_keys(folder: Folder) -> None:
    """Make an identity for each of the server's parts that has none."""
    known = read_json(folder.bus_keys_file)
    for name in PARTS:
        if name not in known:
            seed = nkey.new_seed()
            known[name] = {"public": nkey.from_seed(seed).public, "seed": seed}
    write_json(folder.bus_keys_file, known)


def make_certificate(folder: Folder, names: Iterable[str]) -> None:
    """Make a new certificate for the bus under these names and addresses.

    It is signed by this installation's own authority, which is made the first time: cabinets
    keep that one's certificate, so they need not be told of this one.
    """
    authority, its_key = _authority(folder)
    key = ec.generate_private_key(ec.SECP256R1())
    signed = (
        _certificate(_name("linli bus"), authority.subject, key)
        .add_extension(
            x509.SubjectAlternativeName([_alternative(one) for one in names]), critical=False
        )
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs_certificates=False), critical=True)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(its_key.public_key()), critical=False
        )
        .sign(its_key, SHA256())
    )
    write_text(folder.bus / KEY, _private_text(key))
    write_text(folder.bus / CERTIFICATE, _public_text(signed))


def _authority(folder: Folder) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    """Return this installation's authority, made if there is none."""
    key_file, file = folder.bus / CA_KEY, folder.bus / CA
    if not (key_file.is_file() and file.is_file()):
        key = ec.generate_private_key(ec.SECP256R1())
        name = _name("linli bus authority")
        own = (
            _certificate(name, name, key)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(_usage(signs_certificates=True), critical=True)
            .sign(key, SHA256())
        )
        write_text(key_file, _private_text(key))
        write_text(file, _public_text(own))
    read = load_pem_private_key(key_file.read_bytes(), password=None)
    assert isinstance(read, ec.EllipticCurvePrivateKey)
    return x509.load_pem_x509_certificate(file.read_bytes()), read


def _certificate(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey
) -> x509.CertificateBuilder:
    public = key.public_key()
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOT_BEFORE)
        .not_valid_after(NOT_AFTER)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
    )


def _usage(*, signs_certificates: bool) -> x509.KeyUsage:
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


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def _alternative(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _private_text(key: ec.EllipticCurvePrivateKey) -> str:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def _public_text(certificate: x509.Certificate) -> str:
    return certificate.public_bytes(Encoding.PEM).decode()


def main() -> None:
    """Make the keys of the parts of one data folder."""
    os.umask(0o077)
    folder = Folder(Path(sys.argv[1]))
    make_ready(folder)
    make_part_keys(folder)


if __name__ == "__main__":
    main()
