from . import bacg_sla_statement_make
from . import bacg_sla_statement_revise_mixin
from . import bacg_sla_statement_revise
