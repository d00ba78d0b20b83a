# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import asyncio
import contextlib
import socket
import ssl
import struct
import threading
from datetime import datetime, timedelta, timezone

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

LOGIN = b'<form action="/web/login"><input name="login"></form>'


class UptimeServer:
    """A local server with every manner that a server may have; the path chooses.

    What a path does may be changed while it runs: ``server.manners["/a"] = "hang"``.
    """

    def __init__(self, context=None):
        self.manners = {}
        self.served = 0
        self._tls = context
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def __enter__(self):
        self._thread.start()
        start = asyncio.start_server(
            self._serve, "127.0.0.1", 0, ssl=self._tls, backlog=1024
        )
        server = asyncio.run_coroutine_threadsafe(start, self._loop).result(10)
        self.port = server.sockets[0].getsockname()[1]
        self.url = f"http{'s' if self._tls else ''}://127.0.0.1:{self.port}"
        return self

    def __exit__(self, *_error):
        asyncio.run_coroutine_threadsafe(self._stop(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    async def _stop(self):
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    async def _serve(self, reader, writer):
        gone = (OSError, asyncio.IncompleteReadError, asyncio.CancelledError)
        with contextlib.suppress(*gone):
            head = await reader.readuntil(b"\r\n\r\n")
            self.served += 1
            path = head.split()[1].decode()
            manner = self.manners.get(path, path.rpartition("/")[2].partition("?")[0])
            await getattr(self, f"_do_{manner}", self._do_login)(writer)
            await writer.drain()
        writer.close()

    def _answer(self, writer, body=b"", status="200 OK", headers=""):
        head = f"HTTP/1.1 {status}\r\nContent-Length: {len(body)}\r\n{headers}\r\n"
        writer.write(head.encode() + body)

    async def _do_login(self, writer):
        self._answer(writer, LOGIN)

    async def _do_empty(self, writer):
        self._answer(writer, b"Apache2 Default Page")

    async def _do_broken(self, writer):
        self._answer(writer, LOGIN, "502 Bad Gateway")

    async def _do_garbage(self, writer):
        writer.write(b"\x00\xff" * 100)

    async def _do_hang(self, writer):
        await asyncio.sleep(60)

    async def _do_drip(self, writer):
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        for _second in range(600):
            writer.write(b".")
            await writer.drain()
            await asyncio.sleep(0.1)

    async def _do_flood(self, writer):
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")
        for _block in range(200):
            writer.write(b"." * 65536)
            await writer.drain()

    async def _do_reset(self, writer):
        linger = struct.pack("ii", 1, 0)
        writer.get_extra_info("socket").setsockopt(
            socket.SOL_SOCKET, socket.SO_LINGER, linger
        )

    async def _do_redirect(self, writer):
        self._answer(writer, b"", "303 See Other", "Location: /web/login\r\n")

    async def _do_again(self, writer):
        self._answer(
            writer, b"", "302 Found", f"Location: http://erp.test:{self.port}/\r\n"
        )

    async def _do_loop(self, writer):
        self._answer(writer, b"", "302 Found", "Location: /loop\r\n")

    async def _do_inside(self, writer):
        inside = "Location: http://169.254.169.254/latest\r\n"
        self._answer(writer, b"", "302 Found", inside)

    async def _do_file(self, writer):
        self._answer(writer, b"", "302 Found", "Location: file:///etc/passwd\r\n")


def closed_port():
    """Return a port on which nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def self_signed(folder, days=10):
    """Return a server's TLS context with a certificate that nobody vouches for."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "erp.test")])
    now = datetime.now(timezone.utc)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=90))
        .not_valid_after(now + timedelta(days=days))
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    plain = serialization.NoEncryption()
    form = serialization.PrivateFormat.PKCS8
    path = folder / "server.pem"
    path.write_bytes(
        key.private_bytes(pem, form, plain) + certificate.public_bytes(pem)
    )
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(path)
    return context
