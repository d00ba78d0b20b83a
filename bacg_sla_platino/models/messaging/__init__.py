from . import helpdesk_ticket_followers
from . import helpdesk_ticket
from . import helpdesk_ticket_mail
from . import mail_alias
from . import mail_mail
from . import mail_template
from . import res_company
from . import res_users
