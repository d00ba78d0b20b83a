from . import bacg_onboarding
from . import bacg_onboarding_look
from . import bacg_onboarding_point
from . import bacg_onboarding_step
from . import bacg_onboarding_trial
