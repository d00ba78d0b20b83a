# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from odoo import api, models
from odoo.tools.translate import TranslationImporter, get_base_langs, get_po_paths

OCA = "helpdesk_mgmt"
WORDS = "bacg_sla_platino/i18n_words/%s.po"


class IrModuleModule(models.Model):
    _inherit = "ir.module.module"

    @api.model
    def _load_module_terms(self, modules, langs, overwrite=False):
        """Say “caso” where OCA's Spanish says “tíquet”, once its own is loaded."""
        result = super()._load_module_terms(modules, langs, overwrite)
        if {OCA, "bacg_sla_platino"}.intersection(modules):
            self._load_our_words(langs)
        return result

    @api.model
    def _load_our_words(self, langs):
        theirs = TranslationImporter(self.env.cr, verbose=False)
        ours = TranslationImporter(self.env.cr, verbose=False)
        for lang in langs:
            for path in get_po_paths(OCA, lang):
                theirs.load_file(path, lang)
            for base in get_base_langs(lang):
                ours.load_file(WORDS % base, lang)
        for model_name, fields in ours.model_translations.items():
            for name, records in fields.items():
                known = theirs.model_translations[model_name][name]
                for xmlid, words in records.items():
                    self._keep_given_names(xmlid, name, words, known[xmlid])
        # By force: what stands there is OCA's, even if no update may change it.
        ours.save(force_overwrite=True)

    @api.model
    def _keep_given_names(self, xmlid, name, words, known):
        """Take from ``words`` the languages in which a person named the record."""
        record = self.env.ref(xmlid, raise_if_not_found=False)
        for lang in list(words) if record else ():
            given = record.with_context(lang=lang)[name]
            source = record.with_context(lang="en_US")[name]
            if given not in (known.get(lang), source):
                words.pop(lang)
