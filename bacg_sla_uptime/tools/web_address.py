# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re
from urllib.parse import parse_qs, urlencode, urlsplit, urlunsplit

HOST = re.compile(r"\w[\w.-]*|[0-9a-f]*:[0-9a-f:.]+")  # a name, IPv4 or IPv6


def normalized(text):
    """Return a web address with scheme and host in lower case, without spaces around.

    :raises ValueError: if it is not http or https, names no host, or carries a
        password that everybody who sees the record would read
    """
    parts = urlsplit((text or "").strip())
    port = parts.port  # raises for what is no port
    host = parts.hostname or ""
    if parts.scheme not in ("http", "https") or not HOST.fullmatch(host):
        raise ValueError("no web address")
    if "@" in parts.netloc or any(c.isspace() for c in parts.geturl()):
        raise ValueError("credentials or spaces")
    host = f"[{host}]" if ":" in host else host
    netloc = host if port is None else f"{host}:{port}"
    return urlunsplit(parts._replace(netloc=netloc, path=parts.path.rstrip("/")))


def page(base, path):
    """Return the address of a page of the server whose own address is ``base``.

    A database that the base names (``?db=``) is named there, too.
    """
    parts, wanted = urlsplit(base), urlsplit(path)
    query = wanted.query
    if database := parse_qs(parts.query).get("db"):
        query = "&".join(filter(None, (query, urlencode({"db": database[0]}))))
    return urlunsplit((parts.scheme, parts.netloc, wanted.path, query, ""))
