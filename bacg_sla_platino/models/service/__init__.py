from . import bacg_sla_clause
from . import bacg_sla_contract
from . import res_partner
