from . import bacg_triage_decide
