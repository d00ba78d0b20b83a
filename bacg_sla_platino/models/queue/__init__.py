from . import bacg_sla_event
from . import bacg_triage_decision
from . import helpdesk_ticket
from . import helpdesk_ticket_ends
from . import helpdesk_ticket_last_word
from . import helpdesk_ticket_triage
from . import ir_ui_menu
from . import res_users_settings
