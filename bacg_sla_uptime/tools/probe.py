# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Looking at many servers at once, without the ORM.

Whom we connect to is judged by the rules of ``guarded_http`` when the connection is
made: a redirect, or a name that means another address the second time, gets no further
than the first one. The whole look has so many seconds, however slowly a server drips.
"""

import asyncio
import contextlib
import ipaddress
import re
import socket
import ssl
import time
from datetime import datetime, timezone
from functools import cache
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

import aiohttp
from cryptography import x509

from odoo.addons.bacg_sla_platino.tools import guarded_http

CONCURRENCY = 200
READ_LIMIT = 256 * 1024  # bytes of a page in which a text is looked for
REDIRECTS = 5
AGENT = "BACG-SLA-Uptime/1.0"


class Target(NamedTuple):
    """What to look at: a page, or a port if the URL begins with ``tcp://``."""

    url: str
    status: int = 200  # 0: any below 400
    text: str = ""  # that the page contains
    timeout: float = 5  # seconds, for all of it


class Result(NamedTuple):
    """What was seen. ``reason`` is empty if all was as expected."""

    at: datetime  # naive UTC, the second in which the look began
    reason: str = ""  # one of REASONS
    detail: str = ""
    seconds: float = 0
    address: str = ""  # that answered or did not
    expires: datetime | None = None  # naive UTC, of the certificate
    certificate: str = ""  # why browsers refuse it

    @property
    def ok(self):
        return not self.reason


REASONS = (
    "refused",  # by us: an address that may not be called
    "lookup",
    "connection",
    "timeout",
    "tls",
    "redirect",
    "status",
    "text",
    "answer",
)


def run(targets, *, again=None, networks=(), until=None, pause=5, concurrency=None):
    """Look at all targets, at some of them several times; return when all is seen.

    :param targets: dict from any key to a :class:`Target`
    :param again: called with a key and its results; whether to look once more
    :param networks: networks with private addresses that may be called
    :param until: seconds from now after which no further look begins
    :param pause: seconds from the begin of a look to the begin of the next
    :return: dict from key to the list of its results
    """
    return asyncio.run(
        _run(targets, again, networks, until, pause, concurrency or CONCURRENCY)
    )


async def _run(targets, again, networks, until, pause, concurrency):
    slots = asyncio.Semaphore(concurrency)
    end = time.monotonic() + (until if until is not None else float("inf"))

    async def watch(key, target):
        results = []
        while not results or again and again(key, results):
            if results:
                begun = time.monotonic() - results[-1].seconds
                wait = max(0, begun + pause - time.monotonic())
                if time.monotonic() + wait + target.timeout > end:
                    break
                await asyncio.sleep(wait)
            async with slots:
                results.append(await look(target, networks))
        return key, results

    return dict(await asyncio.gather(*(watch(*item) for item in targets.items())))


async def look_up(host, port):
    """Return what the name servers say, without a queue behind those that hang."""
    loop = asyncio.get_running_loop()
    future = loop.create_future()

    def settle(found):
        if future.done():
            return  # nobody waits for it any more
        if isinstance(found, Exception):
            future.set_exception(found)
        else:
            future.set_result(found)

    def answer(found):
        with contextlib.suppress(RuntimeError):  # the loop is closed already
            loop.call_soon_threadsafe(settle, found)

    guarded_http.look_up_aside(host, port, answer)
    return await future


async def look(target, networks=()):
    """Look at one target once; whatever it does, there is a :class:`Result`."""
    begun = datetime.now(timezone.utc).replace(tzinfo=None, microsecond=0)
    clock = time.monotonic()
    sight = _Sight(networks)
    work = _look_tcp if target.url.startswith("tcp:") else _look_http
    try:
        await asyncio.wait_for(work(target, sight), target.timeout)
    except _Unexpected as error:
        sight.reason, sight.detail = error.args
    except Exception as error:  # noqa: BLE001 - a server of others sends anything
        sight.reason = _reason(error, sight)
        # aiohttp wraps what the system says into words about itself.
        cause = getattr(error, "os_error", error)
        cause = getattr(cause, "strerror", None) or str(cause)
        sight.detail = cause or type(error).__name__
        if sight.reason == "timeout":
            sight.detail = f"{target.timeout:g} s"
    return Result(
        begun,
        sight.reason,
        sight.detail[:200],
        time.monotonic() - clock,
        sight.address,
        sight.expires,
        sight.certificate,
    )


class _Sight(aiohttp.abc.AbstractResolver):
    """What one look sees bit by bit, and whom it may connect to.

    aiohttp asks it for the addresses of a name, and for each socket.
    """

    def __init__(self, networks):
        self._networks = networks
        self.reason = self.detail = self.address = self.certificate = ""
        self.expires = None
        self.redirects = 0

    async def resolve(self, host, port=0, family=socket.AF_UNSPEC):
        """Return the addresses of a name.

        :raises guarded_http.Refused: if one of them may not be called
        """
        found = await look_up(host, port)
        for *_rest, sockaddr in found:
            guarded_http.judge(sockaddr[0], networks=self._networks)
        return [
            {
                "hostname": host,
                "host": sockaddr[0],
                "port": port,
                "family": kind,
                "proto": proto,
                "flags": socket.AI_NUMERICHOST,
            }
            for kind, _type, proto, _name, sockaddr in found
        ]

    async def close(self):
        """Nothing to close; aiohttp asks for it."""

    def socket(self, addr_info):
        """Make the socket of a connection; an address in digits is seen here only."""
        family, kind, proto, _name, sockaddr = addr_info
        guarded_http.judge(sockaddr[0], networks=self._networks)
        self.address = sockaddr[0]
        return socket.socket(family, kind, proto)


class _Unexpected(Exception):
    """The server answers, but not what is expected: reason and detail."""


def _reason(error, sight):
    """Return which of REASONS an exception is."""
    if isinstance(error, guarded_http.Refused | aiohttp.InvalidURL | UnicodeError):
        # Where a page sends its users they do not get to, either.
        return "redirect" if sight.redirects else "refused"
    if isinstance(error, TimeoutError | asyncio.TimeoutError):
        return "timeout"
    if isinstance(error, aiohttp.ClientConnectorDNSError | socket.gaierror):
        return "lookup"
    if isinstance(error, aiohttp.ClientSSLError | ssl.SSLError):
        return "tls"
    if isinstance(error, aiohttp.ClientConnectionError | OSError):
        return "connection"
    return "answer"


async def _look_tcp(target, sight):
    parts = urlsplit(target.url)
    addresses = await sight.resolve(parts.hostname, parts.port)
    sight.address = addresses[0]["host"]
    _reader, writer = await asyncio.open_connection(sight.address, parts.port)
    writer.close()


async def _look_http(target, sight):
    strict, blind = _contexts()
    try:
        await _get(target, sight, strict)
    except aiohttp.ClientConnectorCertificateError as error:
        # It warns; whether users can work is seen behind it.
        sight.certificate = str(error.certificate_error)[:200]
        await _get(target, sight, blind)


async def _get(target, sight, context):
    connector = aiohttp.TCPConnector(
        resolver=sight,
        socket_factory=sight.socket,
        use_dns_cache=False,
        force_close=True,
        ssl=context,
    )
    async with aiohttp.ClientSession(
        connector=connector,
        cookie_jar=aiohttp.CookieJar(unsafe=True),
        timeout=aiohttp.ClientTimeout(total=None),
        auto_decompress=False,
        headers={"User-Agent": AGENT, "Accept-Encoding": "identity"},
        response_class=_Response,
    ) as session:
        url, sight.redirects = target.url, 0
        while url:
            guarded_http.check(url, allow_private=True)  # who it is, the socket sees
            async with session.get(url, allow_redirects=False) as response:
                url = await _judge(target, response, sight)


async def _judge(target, response, sight):
    """Tell whether a response is what is expected; return where it sends us, if so."""
    sight.expires = response.expires or sight.expires
    location = response.headers.get("Location")
    if response.status in (301, 302, 303, 307, 308) and location:
        sight.redirects += 1
        if sight.redirects > REDIRECTS:
            raise _Unexpected("redirect", f"> {REDIRECTS}")
        return urljoin(str(response.url), location)
    if response.status != target.status and (target.status or response.status >= 400):
        raise _Unexpected("status", str(response.status))
    if target.text:
        await _find(target.text.encode(), response.content)
    return None


class _Response(aiohttp.ClientResponse):
    """A response that knows until when its server's certificate runs."""

    expires = None

    async def start(self, connection):
        # A short answer lets go of its connection before anybody can look at it.
        if secure := connection.transport.get_extra_info("ssl_object"):
            certificate = x509.load_der_x509_certificate(secure.getpeercert(True))
            self.expires = certificate.not_valid_after_utc.replace(tzinfo=None)
        return await super().start(connection)


async def _find(text, content):
    """Read until a text comes."""
    read, tail = 0, b""
    async for chunk in content.iter_any():
        if text in tail + chunk:
            return
        tail = (tail + chunk)[-len(text) :]
        read += len(chunk)
        if read > READ_LIMIT:
            break
    raise _Unexpected("text", "")


@cache
def _contexts():
    """Return a TLS context as browsers have it, and one that looks at no name."""
    strict, blind = ssl.create_default_context(), ssl.create_default_context()
    blind.check_hostname = False
    blind.verify_mode = ssl.CERT_NONE
    return strict, blind


def site(address, url):
    """Return what tells unrelated servers apart: the network, else the host's name."""
    with contextlib.suppress(ValueError):
        ip = ipaddress.ip_address(address)
        bits = 24 if ip.version == 4 else 48
        return str(ipaddress.ip_network((ip, bits), strict=False))
    host = urlsplit(url).hostname or ""
    return ".".join(host.split(".")[-2:])


def networks(text):
    """Return the networks that a setting names, apart by commas or spaces.

    :raises ValueError: if one is none
    """
    return [ipaddress.ip_network(part) for part in re.split(r"[\s,;]+", text) if part]
