"""Every word that agents read is Spanish, and ours: “caso”, never “ticket”."""

import polib
from lxml import etree, html

from tests.helpers import foreign_words, reference, render_templates
from tooling.paths import ROOT

SPANISH = {"lang": "es_419"}
MENU_ROOT = "helpdesk_mgmt.helpdesk_ticket_main_menu"
# The models whose screens are ours, and the attributes of a view that people read.
OURS = [
    "|",
    ("model", "=like", "bacg.%"),
    ("model", "=like", "helpdesk.ticket%"),
]
READ = ("string", "title", "help", "confirm", "placeholder", "aria-label")


def test_menus(admin):
    """SLA 1.05: what agents click on is in their language, in our words."""
    menus = admin.call("ir.ui.menu", "load_web_menus", [], False, context=SPANISH)
    names = _names(menus, reference(admin, MENU_ROOT))
    assert "Todos los casos" in names
    assert not _foreign({name: name for name in names})


def test_actions(admin):
    """SLA 1.05: nor do titles of windows and breadcrumbs speak of tickets."""
    models = _models(admin)
    texts = {}
    for kind, model in (("act_window", "res_model"), ("server", "model_name")):
        domain = [(model, "in", models)]
        rows = _read(admin, f"ir.actions.{kind}", domain, ["name"])
        texts |= {f"{kind} {row['id']}": row["name"] for row in rows}
    assert not _foreign(texts)


def test_views(admin):
    """SLA 1.05: labels, buttons, filters and hints of every view."""
    models = _models(admin)
    domain = [("model", "in", models), ("type", "!=", "qweb"), ("mode", "=", "primary")]
    texts = {}
    for view in _read(admin, "ir.ui.view", domain, ["xml_id", "model", "type"]):
        arguments = (view["model"], "get_view", view["id"], view["type"])
        arch = admin.call(*arguments, context=SPANISH)["arch"]
        for number, text in enumerate(_texts(arch)):
            texts[f"{view['xml_id']} {number}"] = text
    assert not _foreign(texts)


def test_fields(admin):
    """SLA 1.05: fields, as lists of filters and exports show them, too."""
    texts = {}
    for model in _models(admin):
        for name, field in admin.call(model, "fields_get", context=SPANISH).items():
            if name.startswith("message_"):
                continue  # core's; no screen shows them
            texts[f"{model}.{name}"] = field["string"]
            for key, label in field.get("selection") or ():
                texts[f"{model}.{name} {key}"] = label
    assert not _foreign(texts)


def test_records(admin):
    """SLA 1.05: stages, activities and what the chatter says of itself."""
    models = _models(admin)
    of_ours = [("res_model", "in", models)]
    texts = {}
    for model, domain, columns in (
        ("mail.message.subtype", of_ours, ("name", "description")),
        ("mail.activity.type", [], ("name", "summary")),
        ("helpdesk.ticket.stage", [], ("name",)),
        ("ir.model", [("model", "in", models)], ("name",)),
    ):
        for row in _read(admin, model, domain, columns):
            for column in columns:
                texts[f"{model} {row['id']} {column}"] = row[column]
    assert not _foreign(texts)


def test_mails(admin, crowd):
    """SLA 1.02: subject and body of every mail that a case sends."""
    texts = {}
    for name, mail in render_templates(admin, crowd.case).items():
        texts[f"subject {name}"] = mail["subject"]
        texts[name] = html.fromstring(mail["body_html"]).text_content()
    assert texts
    assert not _foreign(texts)


def _foreign(texts):
    """Return what is not Spanish, but for what waits for the terms to be exported."""
    found = {
        where: (text, words)
        for where, text in texts.items()
        if (words := foreign_words(text))
    }
    known = {
        _line(entry.msgid)
        for path in (ROOT.glob("bacg_*/i18n/es.po") if found else ())
        for entry in polib.pofile(path).translated_entries()
    }
    return {where: what for where, what in found.items() if _line(what[0]) not in known}


def _line(text):
    return " ".join(text.split())


def _models(admin):
    rows = admin.call("ir.model", "search_read", OURS, ["model", "abstract"])
    return [row["model"] for row in rows if not row["abstract"]]


def _read(admin, model, domain, columns):
    return admin.call(model, "search_read", domain, list(columns), context=SPANISH)


def _names(menus, menu_id):
    """Return the names of a menu and of all below it."""
    menu = menus[str(menu_id)]
    below = [name for child in menu["children"] for name in _names(menus, child)]
    return [menu["name"], *below]


def _texts(arch):
    """Return every text of a view that people read."""
    for node in etree.fromstring(arch).iter(etree.Element):
        yield from filter(None, (node.get(name) for name in READ))
        # The names of a file's columns are what they are.
        text = "" if node.tag == "dt" else node.text
        yield from filter(None, ((text or "").strip(), (node.tail or "").strip()))
