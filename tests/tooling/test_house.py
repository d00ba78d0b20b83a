"""Each rule of the house reports its fault, planted in a small tree."""

import shutil

import pytest

from tooling.checks import house, house_facts

ADDON = "bacg_sla_platino"
CLEAN = {
    "models/common/bacg_thing.py": """
class BacgThing(models.Model):
    _name = "bacg.thing"

    length_in_feet = fields.Integer()

    def _measure_up(self):
        return self.length_in_feet
""",
    "models/clock/helpdesk_ticket.py": """
from ..common.bacg_thing import BacgThing

class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    clock_thing_id = fields.Many2one("bacg.thing")

    def write(self, vals):
        self.with_context(tracking_disable=True)._sla_follow()
        return super().write(vals)

    def _sla_follow(self):
        return self.clock_thing_id._measure_up()
""",
    "models/case/helpdesk_ticket.py": """
class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    case_opened_at = fields.Datetime(compute="_case_open")

    def _sla_follow(self):
        return super()._sla_follow()

    def _case_open(self):
        return self.filtered("clock_thing_id.length_in_feet")
""",
    "views/case/helpdesk_ticket_views.xml": """
<odoo><button name="action_open" type="object" context="{'default_name': name}" />
<field name="code">records._case_open()</field><t t-out="o._measure_up('x')" /></odoo>
""",
    "static/src/picker.js": """this.orm.call(model, "action_open", [], { lang });""",
    "tools/lengths.py": "def feet(metres):\n    return metres.length_in_feet",
}
CORE = {"action_open", "write", "filtered"}
CLOCK, CASE = "models/clock/helpdesk_ticket.py", "models/case/helpdesk_ticket.py"
XML, JS = "views/case/helpdesk_ticket_views.xml", "static/src/picker.js"


@pytest.fixture
def faults(tmp_path):
    """Return the faults of the clean tree after an exchange of text in a file of it."""

    def plant(path="", old="", new="", more=None):
        tree = {**CLEAN, **(more or {})}
        if path:
            assert old in tree[path]
            tree[path] = tree[path].replace(old, new, 1)
        shutil.rmtree(tmp_path / ADDON, ignore_errors=True)
        for name, text in tree.items():
            file = tmp_path / ADDON / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text.strip())
        found = house.faults(tmp_path, CORE)
        return [fault.removeprefix(f"{ADDON}/") for fault in found]

    return plant


def test_clean_tree_has_no_faults(faults):
    assert faults() == []


@pytest.mark.parametrize(
    ("path", "old", "new", "fault"),
    [
        (CLOCK, "..common.bacg_thing", "..case.helpdesk_ticket", "imports from case"),
        (CLOCK, "..common.bacg_thing", "...wizards.case.x", "imports from case"),
        (CLOCK, "..common", "odoo.addons.bacg_sla_platino.models.case", "imports from"),
        (CLOCK, "..common", "odoo.addons.bacg_sla_uptime.models", "imports from bacg_"),
        (CLOCK, "_id._measure_up", "_id._case_open", "uses _case_open of case"),
        (
            CLOCK,
            "clock_thing_id._measure_up()",
            "case_opened_at",
            "uses case_opened_at of case",
        ),
        (CLOCK, "self.clock", "'x.case_opened_at', self.clock", "uses case_opened_at"),
        (CLOCK, "super().write(", "super()._sla_follow(", "super()._sla_follow, which"),
        ("tools/lengths.py", "def", "from ..models.case import x\ndef", "imports from"),
    ],
)
def test_arrow_that_points_up(faults, path, old, new, fault):
    (found,) = faults(path, old, new)
    assert found.startswith(f"{path}: {fault}")


def test_arrow_within_a_floor(faults):
    path = "models/contact/res_company.py"
    text = 'class C(models.Model):\n    _inherit = "res.company"\n    x = {}\n'
    assert faults(more={path: text.format("y._sla_follow()")}) == []
    assert faults(more={path: text.format("y._case_open()")}) == [
        f"{path}: uses _case_open of case"
    ]


def test_file_outside_a_room(faults):
    more = {"models/x.py": "", "wizards/no_room/x.py": "", "models/__init__.py": ""}
    assert faults(more=more) == [
        "models/x.py: outside a room",
        "wizards/no_room/x.py: outside a room",
    ]


def test_second_class_of_a_model(faults):
    text = '\nclass Other(models.Model):\n    _inherit = "helpdesk.ticket"\n'
    assert faults(CASE, "\n", text) == [f"{CASE}: two classes of helpdesk.ticket"]
    verb = "models/case/helpdesk_ticket_open.py"
    split = "case: helpdesk.ticket is split, yet short"
    assert faults(more={verb: text}) == [split]
    assert faults(more={verb: text + "\n" * 250 + "x = 1"}) == []
    assert faults(more={"wizards/case/helpdesk_ticket_open.py": text}) == [split]


def test_method_twice_in_a_room(faults):
    """What no two files of a room define does not hang on their order."""
    verb = "models/case/helpdesk_ticket_open.py"
    text = """
class HelpdeskTicket(models.Model):
    _inherit = "helpdesk.ticket"

    def _case_open(self):
        return super()._case_open()
"""
    twice = "case: helpdesk.ticket defines _case_open twice"
    assert twice in faults(more={verb: text + "\n" * 250 + "x = 1"})


def test_several_models_in_a_file(faults):
    text = '\nclass Other(models.Model):\n    _inherit = "res.company"\n'
    assert faults(CASE, "\n", text) == [
        f"{CASE}: several models: helpdesk.ticket, res.company"
    ]


def test_split_model_without_main_file(faults):
    text = 'class Other(models.Model):\n    _inherit = "res.company"\n'
    assert faults(more={"models/case/res_company_open.py": text}) == [
        "case: no res_company.py among the files of res.company"
    ]


def test_field_outside_the_main_file(faults):
    text = (
        'class X(models.Model):\n    _inherit = "bacg.thing"\n    a = fields.Char()\n'
    )
    text += "\n" * 250 + "x = 1"
    verb = "models/common/bacg_thing_cut.py"
    assert faults(more={"models/case/bacg_thing.py": text}) == []
    assert f"{verb}: field a belongs into bacg_thing.py" in faults(more={verb: text})


def test_prefix_of_another_room(faults):
    assert faults(
        CASE, "    def _case", "    def _sla_open(self): ...\n    def _case"
    ) == [f"{CASE}: _sla_open is named after clock"]


def test_prefix_of_a_higher_room_is_no_hook(faults):
    assert f"{CLOCK}: _case_open is named after case" in faults(
        CLOCK, "def _sla_follow", "def _case_open"
    )


@pytest.mark.parametrize("method", ["create", "write", "unlink"])
def test_second_write_path_of_the_ticket(faults, method):
    assert faults(CASE, "    def _c", f"    def {method}(self): ...\n    def _c") == [
        f"{CASE}: overrides {method} of helpdesk.ticket"
    ]


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        (CLOCK, "tracking_disable=", "sla_x="),
        (CLOCK, "tracking_disable=True", "{'sla_x': True}"),
        (CLOCK, "tracking_disable=True", "dict(self.env.context, sla_x=True)"),
        (CLOCK, "with_context(tracking_disable=True)", "env.context['sla_x']"),
        (CLOCK, "with_context(tracking_disable=True)", "env.context.get('sla_x')"),
        (CLOCK, "with_context(tracking_disable=True)", "x('sla_x' in env.context)"),
        (CLOCK, "with_context(tracking_disable=True)", "env(context={'sla_x': 1})"),
        (CLOCK, "self.with_context(tr", "request.update_context(sla_x=1, tr"),
        (XML, "default_name", "sla_x"),
        (XML, "<odoo>", """<odoo><field name="context">{'sla_x': 1}</field>"""),
        (XML, "<odoo>", """<odoo><value name="context" eval="{'sla_x': 1}" />"""),
        (XML, "o._measure_up", "ctx['sla_x']._measure_up"),
        (JS, "{ lang }", "{ context: { lang, sla_x: 1 } }"),
        (JS, "this.", "const context = { sla_x };\nthis."),
    ],
)
def test_key_of_the_context(faults, path, old, new):
    assert faults(path, old, new) == [f"{path}: context key sla_x"]


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        (XML, 'name="action_open"', 'name="_nowhere"'),
        (XML, 'name="action_open" type', 'action="_nowhere" type'),
        (XML, "records._case_open", "records._nowhere"),
        (XML, "o._measure_up", "o._nowhere"),
        (XML, "<odoo>", '<odoo><function model="bacg.thing" name="_nowhere" />'),
        (XML, "<odoo>", """<odoo><field options="{'method': '_nowhere'}" />"""),
        (JS, "action_open", "_nowhere"),
    ],
)
def test_method_that_nobody_defines(faults, path, old, new):
    assert faults(path, old, new) == [f"{path}: calls _nowhere, which nobody defines"]


def test_list_of_what_is_not_cured():
    found = ["a.py: x", "b.py: outside", "c.py: outside"]
    assert house.differences(found, ["# why", "", "a.py: x", "*: outside"]) == []
    assert house.differences(found, ["*: outside"]) == ["a.py: x"]
    (cured,) = house.differences(found, ["*: outside", "a.py: x", "d.py: y"])
    assert cured.startswith("d.py: y (cured")
    (cured,) = house.differences(found[:1], ["*: outside", "a.py: x"])
    assert cured.startswith("*: outside (cured")


def test_names_of_core():
    names = house_facts.core_names(house.ROOT)
    assert {"with_context", "message_post", "commercial_partner_id"} <= names
    assert {"_prepare_ticket_number", "strftime"} <= names
    assert "_sla_sync" not in names
