from . import bacg_sla_contract
from . import bacg_sla_event
from . import bacg_sla_outage_report
from . import helpdesk_ticket
from . import helpdesk_ticket_outcome
from . import res_company
from . import res_config_settings
