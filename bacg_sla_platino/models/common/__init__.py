from . import selections
from . import bacg_sla_case_part_mixin
from . import resource_calendar
