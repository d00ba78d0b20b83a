# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
{
    "name": "BACG Localization Registry",
    "version": "19.0.1.0.0",
    "category": "Services/Helpdesk",
    "summary": "Clause 3 of Soporte ERP Platino: localizations and who has them",
    "author": "BACG",
    "website": "https://bacg.cloud",
    "license": "AGPL-3",
    "depends": ["bacg_sla_platino"],
    "data": [
        "security/bacg_localization_registry_security.xml",
        "security/ir.model.access.csv",
        "data/bacg_localization_regulator_data.xml",
        "data/bacg_localization_feature_data.xml",
        "data/bacg_localization_data.xml",
        "views/bacg_localization_regulator_views.xml",
        "views/bacg_localization_views.xml",
        "views/bacg_localization_acquired_views.xml",
        "views/bacg_sla_contract_views.xml",
        "views/bacg_localization_registry_menus.xml",
    ],
    "demo": ["demo/bacg_localization_acquired_demo.xml"],
}
