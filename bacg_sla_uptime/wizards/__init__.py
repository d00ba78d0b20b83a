from . import bacg_uptime_statement_revise
