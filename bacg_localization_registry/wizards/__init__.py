from . import bacg_legal_change_move
from . import bacg_legal_change_look
from . import bacg_legal_reason
