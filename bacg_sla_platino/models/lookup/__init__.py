from . import helpdesk_ticket
from . import helpdesk_ticket_stage
from . import helpdesk_ticket_team
from . import ir_qweb
from . import ir_sequence
from . import mail_alias
from . import mail_alias_domain
from . import mail_thread
