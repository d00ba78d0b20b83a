from . import test_onboarding
from . import test_onboarding_help
from . import test_onboarding_trial
