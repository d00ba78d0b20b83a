from . import bacg_sla_published_mixin
from . import bacg_sla_agreement
from . import bacg_sla_clause
from . import bacg_sla_policy
from . import bacg_sla_target
