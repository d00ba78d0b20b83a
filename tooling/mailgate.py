#!/usr/bin/env python3
"""Hands mail to Odoo over HTTP; as a program the one message on standard input.

A mail server runs it for each message, Postfix through pipe(8). This one file and any
Python are all it needs. The exit code tells the mail server what to do: 0 after Odoo
has stored the message for good, 69 (give up) if it is too large, and 75 (try again
later) for everything else that can happen, wrong options included.
"""

import argparse
import http.client
import os
import signal
import sys
import urllib.parse

ROUTE = "/bacg/mail/inbound"
CONNECT_SECONDS = 10
# Odoo answers within seconds; a mail server waits ten minutes for the final answer.
ANSWER_SECONDS = 300
# Exit code and the words that the mail server puts into its log or its report.
KEPT = (os.EX_OK, "2.0.0 kept")
TOO_LARGE = (os.EX_UNAVAILABLE, "5.3.4 message too large")
TRY_LATER = (os.EX_TEMPFAIL, "4.3.0 not kept, try again later")


class Gateway:
    """Posts messages to the controller of one Odoo database.

    :param token: function that returns the intake's token, read anew each time
    :param database: its name, if the server has several
    """

    def __init__(self, url, token, database="", answer_seconds=ANSWER_SECONDS):
        self.url = urllib.parse.urlsplit(url)
        self.token = token
        self.database = database
        self.answer_seconds = answer_seconds

    def deliver(self, content, sender, recipients):
        """Hand over one message and return one of KEPT, TOO_LARGE and TRY_LATER.

        :param bytes content: the message as it came
        :param sender: return path; ``""`` for the null one, None if unknown
        :raises: whatever happens on the way; then the message is not known to be kept
        """
        headers = {
            "Content-Type": "message/rfc822",
            "Authorization": "Bearer " + self.token(),
            "X-Envelope-To": _encoded(",".join(recipients)),
        }
        if sender is not None:
            headers["X-Envelope-From"] = _encoded(sender)
        if self.database:
            headers["X-Odoo-Database"] = self.database
        status = self._post(content, headers)
        return {200: KEPT, 413: TOO_LARGE}.get(status, TRY_LATER)

    def _post(self, content, headers):
        """Post and return the status; a redirection is not followed."""
        secure = self.url.scheme == "https"
        protocol = http.client.HTTPSConnection if secure else http.client.HTTPConnection
        connection = protocol(self.url.netloc, timeout=CONNECT_SECONDS)
        try:
            connection.connect()
            connection.sock.settimeout(self.answer_seconds)
            path = self.url.path.rstrip("/") + ROUTE
            connection.request("POST", path, content, headers)
            return connection.getresponse().status
        finally:
            connection.close()


def _encoded(addresses):
    """Return them as bytes: internationalized ones are UTF-8, not Latin-1."""
    return addresses.encode("utf-8", "surrogateescape")


def _arguments():
    """Return what the command line says."""
    parser = argparse.ArgumentParser(description=__doc__)
    option = parser.add_argument
    option("--url", required=True, help="where Odoo answers")
    option("--token-file", required=True, help="file with the intake token")
    option("--database", default="", help="if Odoo serves several")
    option("--sender", help="return path of the message, may be empty")
    option("--timeout", type=float, default=ANSWER_SECONDS, help="in seconds")
    option("recipients", nargs="*", help="to whom the message was sent")
    return parser.parse_args()


def _token(path):
    with open(path, encoding="ascii") as file:
        return file.read().strip()


def main():
    """Deliver standard input; return the exit code."""
    # Whoever stops us has the message still.
    signal.signal(signal.SIGTERM, lambda *_arguments: sys.exit(os.EX_TEMPFAIL))
    try:
        given = _arguments()
        gateway = Gateway(
            given.url, lambda: _token(given.token_file), given.database, given.timeout
        )
        code, words = gateway.deliver(
            sys.stdin.buffer.read(), given.sender, given.recipients
        )
    except SystemExit as left:
        return left.code and os.EX_TEMPFAIL  # argparse's 2 would make mail bounce
    except BaseException as error:  # noqa: BLE001 - all but an answer is none
        code, words = TRY_LATER
        words += " ({})".format(" ".join(repr(error).split()))
    if code:
        sys.stderr.write(words + "\n")
    return code


if __name__ == "__main__":
    sys.exit(main())
