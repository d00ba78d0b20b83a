"""Each addon is a Python package that pip installs, as OCA's are."""

from email.parser import Parser
from zipfile import ZipFile

import pytest
from whool import buildapi

from tooling import addons
from tooling.paths import ROOT


@pytest.mark.parametrize("addon", addons.names())
def test_wheel_holds_the_addon(addon, tmp_path, monkeypatch):
    monkeypatch.chdir(ROOT / addon)
    wheel = ZipFile(tmp_path / buildapi.build_wheel(str(tmp_path)))
    names = wheel.namelist()
    assert f"odoo/addons/{addon}/__manifest__.py" in names
    assert f"odoo/addons/{addon}/models/__init__.py" in names
    assert all(name.startswith(("odoo/addons/", "odoo_addon_")) for name in names)

    (path,) = (name for name in names if name.endswith("/METADATA"))
    metadata = Parser().parsestr(wheel.read(path).decode())
    assert metadata["Name"] == f"odoo-addon-{addon}"
    assert metadata["Summary"].isascii(), "others are shown in their encoding"
    needed = "bacg_sla_platino"
    if addon == needed:
        needed = "helpdesk_mgmt"
    assert f"odoo-addon-{needed}==19.0.*" in metadata.get_all("Requires-Dist")
