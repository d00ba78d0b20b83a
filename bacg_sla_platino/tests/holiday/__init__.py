from . import test_holiday_offer
