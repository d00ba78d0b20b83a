from . import bacg_hosted_instance
from . import bacg_sla_contract
from . import helpdesk_ticket
