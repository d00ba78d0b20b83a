# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What stands beside a case of a customer, while the rooms collect it."""

from dataclasses import dataclass, field


@dataclass
class CasePanel:
    """The side panel of a case: sections of one kind each, as plain values."""

    #: The customer's company, as the agent may read it.
    customer: object
    #: The id of the case that is read, False for one that is not saved yet.
    case_id: int | bool = False
    sections: list = field(default_factory=list)

    def add(self, title, rows, link=None):
        """Put a section; without rows and link it is left out.

        :param rows: dicts as of :meth:`row`
        :param link: what leads to all of a kind, as :meth:`link` returns it
        """
        if rows or link:
            self.sections.append({"title": title, "rows": rows, "link": link})

    @staticmethod
    def row(text, note="", record=None, tone="", deadline=None):
        """Return a line of a section.

        :param note: what is less important
        :param record: what a click opens, if anything
        :param tone: a colour of Bootstrap for the note
        :param deadline: naive UTC, shown as what is left until then
        """
        return {
            "text": text,
            "note": note,
            "tone": tone,
            "deadline": str(deadline) if deadline else False,
            "model": record._name if record else False,
            "id": record.id if record else False,
        }

    @staticmethod
    def link(text, model, domain):
        """Return what opens a list."""
        return {"text": text, "model": model, "domain": list(domain)}
