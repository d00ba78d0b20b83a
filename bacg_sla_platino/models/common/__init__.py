from . import selections
from . import bacg_sla_cached_mixin
from . import bacg_sla_case_part_mixin
from . import bacg_sla_window_mixin
from . import helpdesk_ticket
from . import mail_thread
from . import res_users
from . import resource_calendar
