# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
import re
from urllib.parse import urlsplit, urlunsplit

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
