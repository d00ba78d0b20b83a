from . import bacg_sla_session_wizard_mixin
from . import bacg_sla_session_outcome
from . import bacg_sla_session_plan
