from . import bacg_sla_priority_change
from . import bacg_sla_stage_change
from . import bacg_sla_statement_revise
from . import bacg_sla_calendar_preview
