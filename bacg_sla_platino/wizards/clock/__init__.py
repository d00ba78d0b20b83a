from . import bacg_sla_supervisor_mixin
from . import bacg_sla_pause_add
from . import bacg_sla_pause_replace
from . import bacg_sla_agreement_preview
from . import bacg_sla_agreement_preview_line
from . import bacg_sla_calendar_preview
from . import bacg_sla_calendar_preview_line
