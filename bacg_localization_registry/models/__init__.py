from . import bacg_localization_regulator
from . import bacg_localization_feature
from . import bacg_localization
from . import bacg_localization_acquired
from . import bacg_sla_contract
