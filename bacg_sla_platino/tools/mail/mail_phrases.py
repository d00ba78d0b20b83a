# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Phrases of machines for absence and failed delivery, in several languages."""

import re

ABSENT = re.compile(
    r"\b(out of (the )?office|automatic (reply|response)|automated (reply|response)|"
    r"auto-?\s?(reply|response|responder)|away from (the |my )?(office|desk|mail)|"
    r"fuera de (la )?oficina|respuesta autom[aá]tica|auto-?respuesta|"
    r"r[eé]ponse automatique|absent? du bureau|automatische antwort|abwesenheitsnotiz|"
    r"resposta autom[aá]tica|fora do escrit[oó]rio|risposta automatica|fuori sede)\b|"
    # Words that an ERP's user may have trouble with: alone, or before a colon.
    r"^(estoy |i am |i'm )?(ausen(te|cia)|de vacaciones|on (vacation|holiday)|vacation|"
    r"vacaciones|ooo|absen[tc]e?)( de la oficina| del trabajo)?\s*([:(]|$)",
    re.IGNORECASE,
)
# Older programs begin with these phrases; people begin with others.
SIGNATURE = re.compile(
    r"hi\. this is the qmail-send program|this is the (\w+ )?postfix program at host|"
    r"this is the mail system at host|this message was created automatically by mail "
    r"delivery software",
    re.IGNORECASE,
)
LOST = re.compile(
    r"this is the qmail-send program|this is the postfix program at host|"
    r"this is the mail system at host|returned mail:|mail delivery (failed|failure)|"
    r"delivery (has )?failed|failure notice|undeliver(able|ed)|unzustellbar|"
    r"delivery status notification ?\(failure\)|(could|can) ?not be delivered|"
    r"couldn't be delivered|wasn't delivered|was not delivered|unable to deliver|"
    r"did not reach (some or all of )?the (intended )?recipient|"
    r"permanent(ly)? (fatal )?(error|failure)|user unknown|unknown user|"
    r"no se pud?o entregar|no se puede entregar|no se ha podido entregar|"
    r"no ha sido entregado|no entregado|error al entregar|entrega (fallida|errónea)|"
    r"no lleg[oó] a (algunos|ninguno|todos)|devuelto al remitente|"
    r"destinatario (desconocido|no existe)|nicht zugestellt|non-?delivery|non remis|"
    r"pas pu [eê]tre (d[eé]livr|remis)|delivery problem|failed recipient|"
    r"invalid final delivery",
    re.IGNORECASE,
)
DELAYED = re.compile(
    r"delivery status notification ?\(delay\)|delivery (is |has been )?delayed|"
    r"has not yet been delivered|could not send message for past|"
    r"warning: (message|could not send)|will (continue|be retried|keep trying)|"
    r"entrega (demorada|retrasada)|se (seguirá|sigue) intentando",
    re.IGNORECASE,
)
