from . import bacg_change_cancel
from . import bacg_change_evidence_add
from . import bacg_change_outcome
from . import bacg_change_production
from . import bacg_interface_accept
from . import bacg_interface_session
