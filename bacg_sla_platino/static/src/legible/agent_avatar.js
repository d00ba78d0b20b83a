import { Avatar } from "@mail/views/web/fields/avatar/avatar";
import { registry } from "@web/core/registry";

/** A picture that a screen reader reads as the person's name, unless that stands beside. */
class AgentAvatar extends Avatar {
    static template = "bacg_sla_platino.AgentAvatar";
}

const fields = registry.category("fields");
for (const view of ["", "kanban."]) {
    const avatarUser = fields.get(`${view}many2one_avatar_user`);
    class AgentField extends avatarUser.component {
        static components = { ...avatarUser.component.components, Avatar: AgentAvatar };

        /** On a card the picture stands alone: core asks for the name there only. */
        get displayName() {
            return this.value ? this.value.display_name : "";
        }
    }
    fields.add(`${view}sla_agent`, { ...avatarUser, component: AgentField });
}
