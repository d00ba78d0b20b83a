from . import helpdesk_ticket_classify
from . import helpdesk_ticket_import
from . import helpdesk_ticket_contract
from . import helpdesk_ticket_merge
from . import helpdesk_ticket_closing
from . import helpdesk_ticket_reminder
from . import res_company
from . import res_config_settings
