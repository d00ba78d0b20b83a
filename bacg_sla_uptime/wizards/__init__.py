from . import bacg_uptime_outage_correct
from . import bacg_uptime_outage_reject
from . import bacg_uptime_statement_revise
