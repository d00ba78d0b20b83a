from . import helpdesk_ticket
from . import helpdesk_ticket_last_word
from . import ir_ui_menu
