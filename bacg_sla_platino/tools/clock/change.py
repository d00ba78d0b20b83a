# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What code says of a change of a case, beside the values that change."""

from dataclasses import dataclass
from datetime import datetime

# The keys of the context under which a change travels to ``create`` and ``write``, and
# the moment of a fact to all that notes it.
CHANGE, MOMENT = "sla_change", "sla_moment"


@dataclass(frozen=True)
class Moment:
    """When a fact happened (naive UTC) that is processed later; see :class:`Change`."""

    at: datetime


@dataclass(frozen=True)
class Change:
    """Why a case changes, and from when its clocks count then.

    Core's ``create`` and ``write`` take values only, so this travels in the context.
    A call from outside carries JSON, which never becomes an instance of this class.
    """

    reason: str | None = None  # for the ledger
    from_now: bool = False  # the case got worse: its clocks count from now (SLA 1.20)
    counted_from: datetime | None = None  # naive UTC; None: from the report
    wait_reason: str = "vendor"  # what a case waits for in a stage of ``wait_vendor``
    cancel_reason: str | None = None  # why clocks end, if not for the usual reason
    trusted: bool = False  # the values are ours, though a customer's session writes
    logged: bool = False  # the caller writes the ledger
    announced: bool = False  # the caller tells the customer that a wait begins or ends
    by_customer: bool = False  # the customer closes his case himself
    imported: bool = False  # the clocks follow later, when the history is complete


NO_CHANGE = Change()


def change_in(context):
    """Return the change that a context carries, ``NO_CHANGE`` if it has none."""
    change = context.get(CHANGE)
    return change if isinstance(change, Change) else NO_CHANGE
