from . import bacg_sla_contract
from . import bacg_sla_contract_domain
from . import bacg_sla_contract_extra
from . import bacg_sla_contract_renewal
from . import bacg_sla_contract_cron
from . import res_company
from . import res_config_settings
from . import res_partner
