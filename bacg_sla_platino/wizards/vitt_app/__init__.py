from . import bacg_vitt_app_answer
