"""Two people agree to the last hours at the same moment: one of them gets them."""

import pytest

from tests import shells
from tooling import postgres

DATABASE = "bacg_hours_race"
PREPARE = """
customer = env["res.partner"].create({"name": "Carrera", "is_company": True})
person = env["res.partner"].create({"name": "Ana", "parent_id": customer.id})
contract = env["bacg.sla.contract"].create({
    "partner_id": customer.id,
    "agreement_id": env.ref("bacg_sla_platino.agreement_platino").id,
    "date_from": "2024-02-01",
    "hours_approver_ids": [(6, 0, person.ids)],
    "hours_overdraw": "no",
})
grant = env["bacg.hours.grant"].create(
    {"contract_id": contract.id, "hours": 1, "date_from": "2024-02-01"}
)
# Told already: the unique row of an alert would hold the second one, too.
env["bacg.hours.alert"].create({
    "contract_id": contract.id,
    "hours_pool": "consulting",
    "grant_id": grant.id,
    "threshold": 0,
})
for number in range(2):
    env["bacg.hours.draw"]._propose(contract, "consulting", 60, f"Trabajo {number}")
env.cr.commit()
"""
# Both have read the hours before either of them agrees.
AGREE = """
draw = env["bacg.hours.draw"].search([], order="id")[number]
def act():
    assert draw._overdrawn_minutes() == 0 or (folder / "retried").exists()
    meet()
    (folder / "retried").touch()
    draw._decide(True, draw.contract_id.hours_approver_ids)
"""
RESULT = """
    SELECT count(*) FILTER (WHERE state = 'agreed'),
           (SELECT sum(hours) FROM bacg_hours_allocation),
           (SELECT count(*) FROM bacg_hours_allocation WHERE grant_id IS NULL)
      FROM bacg_hours_draw
"""


@pytest.fixture
def copied():
    """A new database with our addons."""
    with shells.copied(DATABASE) as name:
        yield name


def test_the_last_hours_are_agreed_once(copied, tmp_path):
    """SLA 1.18: the second yes finds the hours reserved, also at the same moment."""
    assert shells.finish(shells.start(copied, PREPARE)) == 0
    codes = shells.act_at_once(copied, AGREE, tmp_path)
    assert codes == [0, shells.REFUSED]
    assert postgres.execute(RESULT, database=DATABASE) == [(1, 1.0, 0)]
