# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Messages on a mail server, which keeps them until they are marked as stored."""

import imaplib
import poplib
import re
from datetime import datetime, timezone

# Some mail has lines of a megabyte, and must not block the mail behind it.
poplib._MAXLINE = 64 * 1024**2

_INTERNAL_DATE = re.compile(
    rb'INTERNALDATE "([ \d]\d)-(\w{3})-(\d{4}) (\d\d:\d\d:\d\d) ([-+]\d{4})"'
)
_MONTHS = b"Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()


class ImapMailbox:
    """The unseen messages in the inbox of a logged-in connection."""

    def __init__(self, connection):
        self.connection = connection
        connection.select()
        _result, data = connection.search(None, "(UNSEEN)")
        self.numbers = data[0].split() if data and data[0] else []

    def fetch(self, number):
        """Return the bytes of a message, which stays unseen, and when it came.

        :return: bytes, None if it is gone; naive UTC, None if unknown
        """
        # Core's "RFC822" marks it as seen at once.
        _result, data = self.connection.fetch(number, "(INTERNALDATE BODY.PEEK[])")
        bodies = [item for item in data if isinstance(item, tuple)]
        if not bodies:
            return None, None
        told = b" ".join([bodies[0][0], *(i for i in data if isinstance(i, bytes))])
        return bodies[0][1], _internal_date(told)

    def finish(self, number):
        """Mark a message as seen: it is stored with us."""
        self.connection.store(number, "+FLAGS", "\\Seen")


class PopMailbox:
    """All messages in the mailbox of a logged-in connection."""

    def __init__(self, connection):
        self.connection = connection
        count, _size = connection.stat()
        self.numbers = list(range(1, count + 1))

    def fetch(self, number):
        """Return the bytes of a message, and None: POP does not know when it came."""
        _answer, lines, _size = self.connection.retr(number)
        return b"".join(line + b"\r\n" for line in lines), None

    def finish(self, number):
        """Delete a message from the server: it is stored with us."""
        self.connection.dele(number)


def mailbox(connection):
    """Return the mailbox of a connection of ``imaplib`` or ``poplib``."""
    kind = ImapMailbox if isinstance(connection, imaplib.IMAP4) else PopMailbox
    return kind(connection)


def _internal_date(response):
    """Return the moment (naive UTC) in a FETCH response, None if there is none."""
    found = _INTERNAL_DATE.search(response)
    if not found or found[2] not in _MONTHS:
        return None
    day, month, year, time, zone = found.groups()
    text = f"{int(year)}-{_MONTHS.index(month) + 1}-{int(day)} {time.decode()}"
    moment = datetime.strptime(f"{text} {zone.decode()}", "%Y-%m-%d %H:%M:%S %z")
    return moment.astimezone(timezone.utc).replace(tzinfo=None)
