from . import bacg_case_presence
from . import bacg_macro
from . import helpdesk_ticket
from . import helpdesk_ticket_next
from . import res_company
from . import res_config_settings
from . import res_users
from . import res_users_settings
