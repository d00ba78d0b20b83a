from . import bacg_sla_contract
from . import bacg_sla_keyword
from . import helpdesk_ticket_area
from . import helpdesk_ticket_category
from . import helpdesk_ticket
from . import helpdesk_ticket_lead
from . import helpdesk_ticket_suggestion
