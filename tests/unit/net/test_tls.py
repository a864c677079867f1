"""TLS on the system's trust store, and addresses of IP version 6: real sockets on loopback."""

from __future__ import annotations

import contextlib
import datetime as dt
import ipaddress
import socket
import ssl
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from sync.model.errors import Offline, TlsRefused
from sync.net.session import Session

Make = Callable[..., Session]
NOW = dt.datetime.now(dt.UTC)


class _Hello(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "5")
        self.end_headers()
        self.wfile.write(b"hallo")

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


class _Quiet(ThreadingHTTPServer):
    daemon_threads = False

    def handle_error(self, request: object, client_address: object) -> None:
        """Refused handshakes are what these tests are about."""


class _OverIPv6(_Quiet):
    address_family = socket.AF_INET6


@dataclass(frozen=True, slots=True)
class Authority:
    """A certificate authority of our own."""

    certificate: x509.Certificate
    key: ec.EllipticCurvePrivateKey

    @property
    def pem(self) -> bytes:
        return self.certificate.public_bytes(serialization.Encoding.PEM)


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


@pytest.fixture(scope="module")
def authority() -> Authority:
    key = ec.generate_private_key(ec.SECP256R1())
    builder = (
        x509.CertificateBuilder()
        .subject_name(_name("Own CA"))
        .issuer_name(_name("Own CA"))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW - dt.timedelta(days=10))
        .not_valid_after(NOW + dt.timedelta(days=10))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
    )
    return Authority(builder.sign(key, hashes.SHA256()), key)


def _leaf(authority: Authority, folder: Path, *, until: dt.datetime, host: str) -> ssl.SSLContext:
    key = ec.generate_private_key(ec.SECP256R1())
    names: list[x509.GeneralName] = [x509.DNSName(host)]
    if host == "localhost":
        names.append(x509.IPAddress(ipaddress.ip_address("127.0.0.1")))
    certificate = (
        x509.CertificateBuilder()
        .subject_name(_name(host))
        .issuer_name(authority.certificate.subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW - dt.timedelta(days=5))
        .not_valid_after(until)
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(authority.key.public_key()), critical=False
        )
        .sign(authority.key, hashes.SHA256())
    )
    both = folder / "server.pem"
    both.write_bytes(
        certificate.public_bytes(serialization.Encoding.PEM)
        + key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(both)
    return context


@pytest.fixture
def secure(authority: Authority, tmp_path: Path) -> Iterator[Callable[..., str]]:
    """Return ``secure(until=..., host=...)``: start a TLS server and give its address."""
    running: list[tuple[_Quiet, threading.Thread]] = []

    def start(*, until: dt.datetime = NOW + dt.timedelta(days=5), host: str = "localhost") -> str:
        context = _leaf(authority, tmp_path, until=until, host=host)
        server = _Quiet(("127.0.0.1", 0), _Hello)
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        running.append((server, thread))
        return f"https://localhost:{server.server_address[1]}/"

    yield start
    for server, thread in running:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def trusting(authority: Authority, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make our authority the system's only one, the way an administrator may on Linux."""
    bundle = tmp_path / "ca.pem"
    bundle.write_bytes(authority.pem)
    monkeypatch.setenv("SSL_CERT_FILE", str(bundle))
    monkeypatch.setenv("SSL_CERT_DIR", str(tmp_path / "none"))


linux_store = pytest.mark.skipif(
    sys.platform in ("win32", "darwin"), reason="the system's store there is not set by a variable"
)


def test_an_unknown_authority_is_refused(secure: Callable[..., str], session: Make) -> None:
    url = secure()
    line = session(url)
    with pytest.raises(TlsRefused, match="certificate verify failed") as caught:
        line.request("GET", url)
    assert caught.value.untrusted
    line.close()


@linux_store
def test_the_systems_own_authority_is_accepted(
    secure: Callable[..., str], session: Make, trusting: None
) -> None:
    url = secure()
    line = session(url)
    assert line.request("GET", url).body == b"hallo"
    assert b"".join(line.open(url).chunks) == b"hallo"
    line.close()


@linux_store
def test_a_list_of_authorities_that_a_library_brings_does_not_count(
    secure: Callable[..., str],
    session: Make,
    monkeypatch: pytest.MonkeyPatch,
    authority: Authority,
    tmp_path: Path,
) -> None:
    import certifi

    bundle = tmp_path / "brought.pem"
    bundle.write_bytes(authority.pem)
    monkeypatch.setattr(certifi, "where", lambda: str(bundle))
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        monkeypatch.setenv(name, str(bundle))
    url = secure()
    with pytest.raises(TlsRefused):
        session(url).request("GET", url)


@linux_store
def test_an_expired_certificate_is_refused(secure: Callable[..., str], session: Make, trusting: None) -> None:
    url = secure(until=NOW - dt.timedelta(days=1))
    with pytest.raises(TlsRefused, match="expired"):
        session(url).request("GET", url)


@linux_store
def test_a_certificate_of_another_host_is_refused(
    secure: Callable[..., str], session: Make, trusting: None
) -> None:
    url = secure(host="example.org")
    with pytest.raises(TlsRefused, match="Hostname mismatch"):
        session(url).request("GET", url)


class Via:
    """The system's proxy, as a test wants it."""

    def __init__(self, proxy: str) -> None:
        self._proxy = proxy

    def proxy_for(self, url: str) -> str:
        return self._proxy


@linux_store
def test_through_a_proxy_that_only_passes_bytes_on(
    secure: Callable[..., str], session: Make, trusting: None
) -> None:
    """What a proxy sees of https is CONNECT, and nothing of the login."""
    url = secure()
    port = int(url.rpartition(":")[2].strip("/"))
    heads: list[bytes] = []
    listener = socket.create_server(("127.0.0.1", 0))

    def pump(source: socket.socket, target: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                target.sendall(data)
        for end in (source, target):  # closing alone would wake nobody who reads there
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def relay() -> None:
        client, _ = listener.accept()
        heads.append(client.recv(65536))
        upstream = socket.create_connection(("127.0.0.1", port))
        client.sendall(b"HTTP/1.1 200 Connection established\r\nVia: proef\r\n\r\n")
        back = threading.Thread(target=pump, args=(upstream, client), daemon=True)
        back.start()
        pump(client, upstream)
        back.join(5)
        client.close()
        upstream.close()

    thread = threading.Thread(target=relay, daemon=True)
    thread.start()
    line = session(url, proxies=Via(f"http://127.0.0.1:{listener.getsockname()[1]}"))
    try:
        assert line.request("GET", url).body == b"hallo"
    finally:
        line.abort()
        listener.close()
        thread.join(5)
    assert heads[0].startswith(b"CONNECT ") and b"authorization" not in heads[0].lower()


def test_plain_http_behind_https_is_refused_as_tls(serve: Callable[..., object], session: Make) -> None:
    from tests.support.faults import Reply

    url = serve(Reply(200)).url.replace("http://", "https://")  # type: ignore[attr-defined]
    with pytest.raises((TlsRefused, Offline)) as caught:
        session(url).request("GET", url)
    assert not getattr(caught.value, "untrusted", False)


@pytest.mark.skipif(not socket.has_ipv6, reason="no IP version 6 here")
def test_ipv6_loopback(session: Make) -> None:
    try:
        server = _OverIPv6(("::1", 0), _Hello)
    except OSError as error:
        pytest.skip(f"no IPv6 loopback: {error}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        url = f"http://[::1]:{server.server_address[1]}/x"
        line = session(f"http://[::1]:{server.server_address[1]}")
        assert line.request("GET", url).body == b"hallo"
        line.close()
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
