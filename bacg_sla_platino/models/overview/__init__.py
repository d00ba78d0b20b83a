from . import bacg_sla_overview
from . import bacg_sla_contract
