"""Odoo in this process, with the settings and the addons of this checkout."""

import os

from tooling.odoo import environment
from tooling.paths import LOG


def start():
    """Read the settings and find the addons; what Odoo says has a log of its own."""
    os.environ.update(environment())
    # It reads the environment when it is imported, and fills the package ``odoo``.
    import odoo.init  # noqa: F401
    from odoo.modules import initialize_sys_path
    from odoo.tools import config

    arguments = ["--no-http", f"--logfile={LOG / 'bench.log'}", "--log-level=warn"]
    config.parse_config(arguments, setup_logging=True)
    initialize_sys_path()
