from . import bacg_legal_change_move
from . import bacg_legal_change_look
from . import bacg_legal_reason
from . import bacg_localization_rollout_note
from . import bacg_localization_request_decide
from . import bacg_legal_import
from . import bacg_legal_import_line
from . import bacg_legal_feed
