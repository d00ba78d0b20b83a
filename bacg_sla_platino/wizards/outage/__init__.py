from . import bacg_sla_outage_claim
from . import bacg_sla_outage_outcome
