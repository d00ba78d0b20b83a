# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
{
    "name": "BACG SLA Uptime",
    "version": "19.0.1.0.0",
    "category": "Services/Helpdesk",
    "summary": "Clause 2 of Soporte ERP Platino: the hosted ERPs behind the 99 %",
    "author": "BACG",
    "website": "https://bacg.cloud",
    "license": "AGPL-3",
    "depends": ["bacg_sla_platino"],
    "external_dependencies": {"python": ["aiohttp"]},
    "data": [
        "security/bacg_sla_uptime_security.xml",
        "security/ir.model.access.csv",
        "data/bacg_uptime_cause_data.xml",
        "data/ir_cron_duty_data.xml",
        "views/bacg_hosted_instance_views.xml",
        "views/bacg_uptime_outage_views.xml",
        "views/bacg_uptime_cause_views.xml",
        "views/bacg_sla_contract_views.xml",
        "views/bacg_uptime_duty_views.xml",
        "views/helpdesk_ticket_views.xml",
        "views/bacg_sla_uptime_menus.xml",
    ],
    "demo": [
        "demo/bacg_hosted_instance_demo.xml",
        "demo/helpdesk_ticket_demo.xml",
        "demo/bacg_uptime_duty_demo.xml",
    ],
}
