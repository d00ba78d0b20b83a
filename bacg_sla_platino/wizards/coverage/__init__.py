from . import bacg_sla_contact_made
from . import bacg_sla_coverage_change
