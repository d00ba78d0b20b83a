from . import selections
from . import base
from . import bacg_sla_cached_mixin
from . import bacg_sla_case_part_mixin
from . import helpdesk_ticket
from . import ir_cron
from . import res_users
from . import resource_calendar
