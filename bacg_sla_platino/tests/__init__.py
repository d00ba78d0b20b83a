# Odoo looks for tests here alone, and not in the rooms.
from . import test_access_rights
from . import test_forged_context
from . import test_recorded_day
from .lookup import *
from .agreement import *
from .contract import *
from .clock import *
from .escalation import *
from .contact import *
from .case import *
from .intake import *
from .coverage import *
from .outage import *
from .statement import *
from .session import *
from .vendor import *
from .hours import *
