from . import helpdesk_ticket
from . import ir_ui_menu
