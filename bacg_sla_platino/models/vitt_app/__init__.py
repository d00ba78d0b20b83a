from . import bacg_sla_event
from . import bacg_sla_keyword
from . import bacg_vitt_app
from . import bacg_vitt_app_category
from . import bacg_vitt_app_installation
from . import bacg_vitt_app_portal
from . import bacg_vitt_app_version
from . import helpdesk_ticket
