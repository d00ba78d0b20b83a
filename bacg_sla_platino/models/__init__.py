from . import common
from . import lookup
from . import messaging
from . import agreement
from . import contract
from . import service
from . import clock
from . import approval
from . import escalation
from . import contact
from . import case
from . import intake
from . import coverage
from . import outage
from . import statement
from . import session
from . import vendor
from . import hours

# Before developments: a bug of one is covered, with or without the extra.
from . import interface
from . import development
from . import vitt_app
from . import migration
