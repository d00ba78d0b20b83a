from . import bacg_holiday_offer
from . import bacg_holiday_offer_line
