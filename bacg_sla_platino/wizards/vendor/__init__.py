from . import bacg_sla_vendor_ask
from . import bacg_sla_follow_up
