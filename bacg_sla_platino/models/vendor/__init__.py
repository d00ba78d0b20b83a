from . import bacg_sla_event
from . import bacg_sla_status
from . import helpdesk_ticket_follow_up
from . import helpdesk_ticket
from . import helpdesk_ticket_portal
from . import helpdesk_ticket_mail
from . import helpdesk_ticket_notice
from . import bacg_sla_pause
