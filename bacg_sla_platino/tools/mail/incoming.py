# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What the intake knows of a report, carried through core to the case."""

from dataclasses import dataclass
from datetime import datetime

from . import mail_authentication, mail_kind


# Compared by identity: it is part of an environment's context.
@dataclass(frozen=True, eq=False)
class Incoming:
    """A mail, or the portal's form, while a case is made of it or answered by it.

    It travels in the context, as core's gateway takes no parameters of ours. A remote
    call sends JSON and can never make one: what is not of this class does not count.
    """

    #: When our server received it (naive UTC).
    received_at: datetime | None = None
    #: What machine wrote it, as in ``mail_kind``; None for a person.
    kind: str | None = None
    #: What our mail server says of the sender, as in ``mail_authentication``.
    verdict: str = mail_authentication.NONE
    #: Whether it claims an address of ours that our mail server did not confirm.
    is_forged: bool = False
    #: Whether our mail server proves senders: doubtful are those whom it did not.
    wants_proof: bool = False
    #: Whether it is the portal's form and no mail.
    is_form: bool = False
    #: ``(ticket id, state)`` in the order of the routes; None for a mail that no row
    #: of the log keeps, as core's own gateway brings it.
    results: list | None = None

    @property
    def is_kept(self):
        """Whether a row of the log of inbound mail keeps it."""
        return self.results is not None

    @property
    def is_answer_of_machine(self):
        return self.kind == mail_kind.REPLY

    @property
    def may_use_number(self):
        """Whether the number in the subject may lead this sender to its case."""
        if self.wants_proof:
            return self.verdict == mail_authentication.PASS
        doubtful = (mail_authentication.FAIL, mail_authentication.UNCLEAR)
        return self.verdict not in doubtful

    def add_result(self, ticket_id, state):
        """Note on which case, if any, a route ended, and as what."""
        if self.is_kept:
            self.results.append((ticket_id, state))


#: What there is outside the intake.
NO_MAIL = Incoming()
