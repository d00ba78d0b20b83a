# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What stands beside the clauses of customers' agreements, while it is collected."""

from dataclasses import dataclass, field

from odoo.fields import Domain


@dataclass
class ServicePage:
    """The live figures of some contracts, by contract and number of a clause.

    Each room adds what it knows, for all contracts at once: a number of queries that
    does not grow with them.
    """

    #: The contracts, in sudo and in the language of who looks.
    contracts: object
    #: Who looks: a user.
    viewer: object
    #: Those contracts of which he sees what a contact point does.
    as_contact_point: object
    #: … and those of which he sees all cases of the company (decision 18).
    with_all_cases: object
    #: Of the others he sees the figures of these cases: a query of their ids.
    cases: object
    #: Which of the company's cases count at all.
    counted: object
    #: When the month of each contract began, naive UTC, by its id.
    starts: dict
    #: Contract id → (numbers of clauses →) what stands there.
    facts: dict = field(default_factory=dict)
    sentences: dict = field(default_factory=dict)
    links: dict = field(default_factory=dict)
    #: Contract id → metric → ``(kept, judged)`` promises of the month.
    promises: dict = field(default_factory=dict)

    def add(self, contract, number, label, value):
        """Put a figure beside a clause."""
        self.facts.setdefault((contract.id, number), []).append((label, str(value)))

    def add_counts(self, contracts, number, label, counts):
        """Put how many there are beside a clause of each contract.

        :param counts: dict from contract id, alone in a tuple, to a number
        """
        for contract in contracts:
            self.add(contract, number, label, counts.get((contract.id,), 0))

    def say(self, contract, number, sentence):
        """Put a sentence beside a clause."""
        self.sentences.setdefault((contract.id, number), []).append(sentence)

    def link(self, contract, number, url):
        """Say where the portal tells more of it."""
        self.links[contract.id, number] = url

    def has(self, contract, number):
        """Return whether something stands beside a clause."""
        key = (contract.id, number)
        return key in self.facts or key in self.sentences

    def get_case_domain(self, contract_field="contract_id", ticket_field="id"):
        """Return the domain of what hangs on the cases that the viewer sees.

        Archived cases count as in the report: that none is lost, search with
        ``active_test=False``.

        :param contract_field, ticket_field: from the searched model
        """
        domain = Domain(contract_field, "in", self.with_all_cases.ids)
        if self.with_all_cases != self.contracts:
            of_others = Domain(
                contract_field, "in", (self.contracts - self.with_all_cases).ids
            )
            domain |= of_others & Domain(ticket_field, "in", self.cases)
        if ticket_field == "id":
            return domain & self.counted
        return domain & Domain(ticket_field, "any", self.counted)

    def get_month_domain(self, since, contract_field="contract_id"):
        """Return the domain of what happened in each contract's month.

        :param since: from the beginning of a month, naive UTC, to a domain
        """
        contracts = {}
        for contract_id, start in self.starts.items():
            contracts.setdefault(start, []).append(contract_id)
        return Domain.OR(
            Domain(contract_field, "in", ids) & since(start)
            for start, ids in contracts.items()
        )
