from . import bacg_sla_contract_link
from . import bacg_sla_import
from . import bacg_sla_import_line
from . import bacg_sla_import_rows
from . import bacg_sla_late_reason_mixin
from . import bacg_sla_priority_change
from . import bacg_sla_stage_change
from . import base_partner_merge_automatic_wizard
