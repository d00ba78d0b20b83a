"""Where things lie: generated state in the checkout, downloads in the user's cache."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DEV = ROOT / ".dev"
VENV = DEV / "venv"
VENV_PYTHON = VENV / "bin" / "python"
POSTGRES_DATA = DEV / "postgres"
ODOO_DATA = DEV / "data"
ODOO_CONFIG = DEV / "odoo.conf"
LOG = DEV / "log"
MAIL = DEV / "mail"
REQUIREMENTS = (ROOT / "requirements.txt", ROOT / "requirements-test.txt")

_cache_home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
CACHE = Path(_cache_home) / "bacg-sla"
