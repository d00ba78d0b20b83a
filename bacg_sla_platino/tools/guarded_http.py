# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""HTTP requests to addresses that people typed: they must not reach inside.

The host is resolved once, judged, and connected to by the judged address; redirects are
not followed; the whole request has a few seconds.
"""

import contextlib
import http.client
import ipaddress
import queue
import socket
import ssl
import threading
from typing import NamedTuple
from urllib.parse import urlsplit

TIMEOUT = 5  # seconds
LOOKUP_TIMEOUT = 5  # seconds, by default; a name server has no time limit of ours
# What Python, at least an older one, takes for public.
_REFUSED = tuple(
    map(ipaddress.ip_network, ("192.0.0.0/24", "fec0::/10", "64:ff9b:1::/48"))
)
READ_LIMIT = 4096  # bytes


class Refused(Exception):
    """The address is none that this server may call."""


class Answer(NamedTuple):
    status: int
    text: str


def request(
    method,
    url,
    body=None,
    headers=None,
    *,
    allow_private=False,
    timeout=TIMEOUT,
    lookup_timeout=LOOKUP_TIMEOUT,
):
    """Make one request and return its :class:`Answer`, the body cut short.

    :param timeout: seconds, once the address is known
    :param lookup_timeout: seconds to look it up
    :raises Refused: if the address may not be called
    :raises OSError: if nobody answers in time or as HTTP wants
    """
    parts, port = _split(url)
    address = _resolve(parts.hostname, port, allow_private, lookup_timeout)
    connection = _Connection(parts, port, address, timeout)
    # A socket's time-out is per read: a server that drips must not hold us either.
    watchdog = threading.Timer(timeout, connection.abort)
    watchdog.daemon = True
    watchdog.start()
    try:
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request(method, target, body=body, headers=headers or {})
        response = connection.getresponse()
        text = response.read(READ_LIMIT).decode(errors="replace")
    except TimeoutError:
        raise  # the socket's own, a moment before the watchdog's
    except (http.client.HTTPException, ValueError, OSError) as error:
        if not connection.aborted:
            raise OSError(str(error) or type(error).__name__) from error
    finally:
        watchdog.cancel()
        connection.close()
    if connection.aborted:
        raise TimeoutError("timed out")
    return Answer(response.status, text)


def check(url, allow_private=False):
    """Tell of an address before anybody calls it what needs no look-up.

    :raises Refused: if it is none, or names a private host by its number
    """
    parts, _port = _split(url)
    if parts.hostname == "localhost" and not allow_private:
        raise Refused("private or local address")
    with contextlib.suppress(ValueError):
        judge(parts.hostname, allow_private)


def judge(address, allow_private=False, networks=()):
    """Refuse an IP address that is not public, unless it is allowed.

    :param networks: those whose private addresses may be called, as ``ip_network``
    :raises Refused: if it may not be called
    :raises ValueError: if it is no IP address
    """
    if allow_private or is_public(address):
        return
    ip = _unwrapped(address)
    if not any(ip in network for network in networks):
        raise Refused("private or local address")


def _split(url):
    """Return the parts of an address and its port."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise Refused(str(error)) from error
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username:
        raise Refused("not an http or https address")
    return parts, port or (443 if parts.scheme == "https" else 80)


def _resolve(host, port, allow_private, timeout):
    """Return the address of a host, if all that it has may be called."""
    try:
        found = _look_up(host, port, timeout)
    except UnicodeError as error:
        raise Refused("not a host name") from error
    addresses = [sockaddr[0] for *_rest, sockaddr in found]
    for address in addresses:
        judge(address, allow_private)
    return addresses[0]


def _look_up(host, port, timeout):
    """Return what the name servers say of a host.

    :raises TimeoutError: if they do not within the time; the thread waits on alone
    """
    answers = queue.SimpleQueue()
    look_up_aside(host, port, answers.put)
    try:
        answer = answers.get(timeout=timeout)
    except queue.Empty:
        raise TimeoutError("timed out") from None
    if isinstance(answer, Exception):
        raise answer
    return answer


def look_up_aside(host, port, answer):
    """Ask the name servers in a thread of its own, which may wait on alone.

    :param answer: called in that thread with what they say, or with the exception
    """

    def ask():
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except Exception as error:  # noqa: BLE001 - raised where it was asked
            found = error
        answer(found)

    threading.Thread(target=ask, daemon=True).start()


def is_public(address):
    """Return whether an IP address belongs to the public internet, however wrapped."""
    ip = _unwrapped(address)
    if any(ip in network for network in _REFUSED):
        return False
    return ip.is_global and not (ip.is_multicast or ip.is_reserved)


def _unwrapped(address):
    """Return an IP address, of one wrapped into IPv6 the inner one."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    if ip.version == 4:
        return ip
    inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo and ip.teredo[1])
    if not inner and ip in ipaddress.ip_network("64:ff9b::/96"):
        inner = ipaddress.ip_address(int(ip) & 0xFFFFFFFF)
    return inner or ip


class _Connection(http.client.HTTPConnection):
    """A connection to an address that was judged, under the host's own name."""

    def __init__(self, parts, port, address, timeout):
        super().__init__(parts.hostname, port, timeout=timeout)
        self.default_port = 443 if parts.scheme == "https" else 80
        self._address = address
        self._secure = parts.scheme == "https"
        self._socket = None
        self.aborted = False

    def connect(self):
        self.sock = socket.create_connection((self._address, self.port), self.timeout)
        if self._secure:
            context = ssl.create_default_context()
            self.sock = context.wrap_socket(self.sock, server_hostname=self.host)
        # The connection forgets its socket while the answer is still read from it.
        self._socket = self.sock

    def abort(self):
        self.aborted = True
        if self._socket:
            with contextlib.suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)
