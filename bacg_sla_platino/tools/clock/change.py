# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Parameters of a change of a case, besides the values to write."""

from dataclasses import dataclass
from datetime import datetime

# Context keys: of the change, for ``create`` and ``write``, and of the moment of a
# fact, for everything that records it.
CHANGE, MOMENT = "sla_change", "sla_moment"


@dataclass(frozen=True)
class Moment:
    """When a fact happened (naive UTC), if processed later; see :class:`Change`."""

    at: datetime


@dataclass(frozen=True)
class Change:
    """Why a case changes, and when its clocks start then.

    Core's ``create`` and ``write`` only take values, so this is passed in the context.
    Calls from outside are JSON, which cannot create an instance of this class.
    """

    reason: str | None = None  # for the ledger
    from_now: bool = False  # the case got worse: its clocks start now (SLA 1.20)
    counted_from: datetime | None = None  # naive UTC; None: the time of the report
    wait_reason: str = "vendor"  # what a case waits for in a stage of ``wait_vendor``
    cancel_reason: str | None = None  # why clocks end, if not for the usual reason
    trusted: bool = False  # the values come from code, even in a customer's session
    logged: bool = False  # the caller writes the ledger
    announced: bool = False  # the caller notifies the customer about waits
    by_customer: bool = False  # the customer closes the case themselves
    imported: bool = False  # clocks are created later, with the complete history


NO_CHANGE = Change()


def change_in(context):
    """Return the change that a context carries, ``NO_CHANGE`` if it has none."""
    change = context.get(CHANGE)
    return change if isinstance(change, Change) else NO_CHANGE
