from . import bacg_mail_inbound_discard
