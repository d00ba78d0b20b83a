# Copyright 2026 BACG
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
from datetime import timedelta

from lxml import etree

from odoo import fields
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, freeze_time, new_test_user, tagged

from ..common import local
from ..session_common import NOW, SessionCommon


@tagged("post_install", "-at_install")
@freeze_time(local(NOW))
class TestSession(SessionCommon):
    """SLA 1.17: sessions from the case, by any medium, on its timeline."""

    def test_plan_invites_both_sides(self):
        """Each attendee gets the invitation in his language, zone and calendar."""
        session = self._plan()
        event = session.sudo().event_id
        self.assertEqual(session.state, "planned")
        self.assertEqual((event.start, event.stop), (session.start, session.stop))
        self.assertEqual(
            event.partner_ids, self.contact | (self.agent | self.manager).partner_id
        )
        self.assertEqual(event.videocall_location, "https://meet.google.com/abc")
        self.assertIn("Revisar el error", event.description)
        mails = self._mails(event)
        spanish, english = mails[self.contact], mails[self.manager.partner_id]
        for text in ("miércoles", "9:00", "America/Guatemala"):
            self.assertIn(text, spanish["body"])
        for text in ("Wednesday", "5:00", "Europe/Madrid"):
            self.assertIn(text, english["body"])
        for mail in (spanish, english):
            self.assertIn("DTSTART:20260513T150000Z", mail["ics"])
            self.assertIn(f"[{self.ticket.number}]", mail["subject"])
        notes = self.ticket.message_ids.mapped("body")
        self.assertTrue(any("Session planned" in note for note in notes))

    def test_zones_across_a_change_of_the_clocks(self):
        """The customer's clocks change between two sessions at our 9 o'clock."""
        self.contact.tz = "America/New_York"
        with freeze_time(local("2026-03-02T08:00")):
            ticket = self._case(local("2026-03-02T08:00"))
            before = self._plan(ticket, start=local("2026-03-06T09:00"))
            after = self._plan(ticket, start=local("2026-03-09T09:00"))
        self.assertIn("10:00 (New York time)", before._when())
        self.assertIn("11:00 (New York time)", after._when())
        bodies = [
            self._mails(row.sudo().event_id)[self.contact]["body"]
            for row in before | after
        ]
        for body, hour in zip(bodies, ("10:00", "11:00"), strict=True):
            self.assertIn(hour, body)
            self.assertIn("America/New_York", body)

    def test_without_a_zone_he_reads_that_of_the_case(self):
        self.contact.tz = False
        event = self._plan().sudo().event_id
        self.assertIn("America/Guatemala", self._mails(event)[self.contact]["body"])

    def test_slots_are_the_agents_free_working_hours(self):
        starts = self._starts(self.ticket)
        self.assertIn("2026-05-11T09:30", starts)
        self.assertNotIn(
            "2026-05-11T09:00", [s for s in starts if s < "2026-05-11T09:00"]
        )
        self.assertNotIn("2026-05-11T11:30", starts, "into lunch")
        self.assertNotIn("2026-05-16T09:00", starts, "Saturday")
        self.env["calendar.event"].create(
            {
                "name": "Dentista",
                "start": local("2026-05-12T10:00"),
                "stop": local("2026-05-12T11:00"),
                "partner_ids": [(6, 0, self.agent.partner_id.ids)],
            }
        )
        starts = self._starts(self.ticket)
        self.assertIn("2026-05-12T09:00", starts)
        for taken in ("09:30", "10:00", "10:30"):
            self.assertNotIn(f"2026-05-12T{taken}", starts)
        self.assertIn("2026-05-12T11:00", starts)

    def test_slots_leave_out_leaves_and_whole_days(self):
        """The agent's leave, his day off in the calendar, and what he declined."""
        calendar = self.agreement.resource_calendar_id
        resource = self.env["resource.resource"].create(
            {
                "name": "Agente",
                "user_id": self.agent.id,
                "calendar_id": calendar.id,
                "tz": "America/Guatemala",
            }
        )
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Vacaciones",
                "resource_id": resource.id,
                "calendar_id": calendar.id,
                "date_from": local("2026-05-13T00:00"),
                "date_to": local("2026-05-13T23:59:59"),
            }
        )
        events = self.env["calendar.event"]
        events.create(
            {
                "name": "Feria",
                "allday": True,
                "start_date": "2026-05-14",
                "stop_date": "2026-05-14",
                "partner_ids": [(6, 0, self.agent.partner_id.ids)],
            }
        )
        declined = events.create(
            {
                "name": "Reunión",
                "start": local("2026-05-15T09:00"),
                "stop": local("2026-05-15T10:00"),
                "partner_ids": [(6, 0, self.agent.partner_id.ids)],
            }
        )
        days = {start[:10] for start in self._starts(self.ticket)}
        self.assertNotIn("2026-05-13", days)
        self.assertNotIn("2026-05-14", days)
        self.assertIn("2026-05-12", days)
        self.assertNotIn("2026-05-15T09:00", self._starts(self.ticket))
        declined.attendee_ids.state = "declined"
        self.assertIn("2026-05-15T09:00", self._starts(self.ticket))

    def test_working_hours_of_an_agent_elsewhere(self):
        """His own schedule, in his own zone, counts before the agreement's."""
        calendar = self.agreement.resource_calendar_id.copy({"tz": "Europe/Madrid"})
        self.env["resource.resource"].create(
            {
                "name": "Agente",
                "user_id": self.agent.id,
                "calendar_id": calendar.id,
                "tz": "Europe/Madrid",
            }
        )
        starts = self._starts(self.ticket)
        self.assertIn("2026-05-12T00:00", starts, "eight o'clock in Madrid")
        self.assertNotIn("2026-05-12T10:00", starts)

    def test_notice_of_its_kind(self):
        """SLA 7.03: an interface's session is asked for a day ahead."""
        self.ticket.category_id = self.interface
        starts = self._starts(self.ticket)
        self.assertEqual(min(starts), "2026-05-12T09:00")
        with self.assertRaisesRegex(UserError, "24 hours ahead.*12.*09:00"):
            self._propose(local("2026-05-11T14:00"))
        self.assertFalse(self.ticket.sudo().session_ids)
        self._propose(local("2026-05-12T09:00"))

    def test_agent_overrides_the_notice_with_a_reason(self):
        """SLA 7.03: an outage does not wait a day; the reason stays."""
        self.ticket.category_id = self.interface
        soon = local("2026-05-11T14:00")
        with self.assertRaisesRegex(UserError, "short notice"):
            self._plan(start=soon)
        with self.assertRaisesRegex(UserError, "short notice"):
            self._plan(start=soon, notice_reason="  ")
        session = self._plan(start=soon, notice_reason="La interfase está caída")
        self.assertEqual(session.notice_reason, "La interfase está caída")
        notes = " ".join(self.ticket.message_ids.mapped("body"))
        self.assertIn("La interfase está caída", notes)

    def test_customer_proposes_agent_confirms_with_one_click(self):
        self.agent.write(
            {"session_medium": "zoom", "session_link": "https://zoom.us/j/1"}
        )
        times = [local("2026-05-12T09:00"), local("2026-05-13T10:00")]
        sessions = self._propose(*times)
        self.assertEqual(sessions.mapped("state"), ["proposed"] * 2)
        self.assertFalse(sessions.event_id)
        task = self.ticket.activity_ids
        self.assertEqual((task.user_id, len(task)), (self.agent, 1))
        self.assertNotIn("2026-05-12T09:00", self._starts(self.ticket), "kept free")
        chosen = sessions.filtered(lambda row: row.start == times[1]).with_user(
            self.agent
        )
        self.assertFalse(chosen.action_confirm())
        self.assertEqual(chosen.state, "planned")
        self.assertEqual(chosen.link, "https://zoom.us/j/1")
        self.assertEqual((sessions - chosen).state, "declined")
        self.assertIn(self.contact, chosen.sudo().event_id.partner_ids)
        self.assertFalse(self.ticket.activity_ids)

    def test_without_a_link_the_window_asks_for_it(self):
        session = self._propose(local("2026-05-12T09:00")).with_user(self.agent)
        action = session.action_confirm()
        self.assertEqual(session.state, "proposed")
        wizard = self._wizard("plan", action["context"])
        self.assertEqual(wizard.start, session.start)
        wizard.link = "https://zoom.us/j/2"
        wizard.save().action_confirm()
        self.assertEqual(
            (session.state, session.link), ("planned", "https://zoom.us/j/2")
        )

    def test_a_past_time_is_refused_at_once(self):
        """SLA 1.17: the window says so before anything else is filled in."""
        wizard = self._wizard("plan", {"default_ticket_id": self.ticket.id})
        wizard.start = local("2026-05-10T09:00")
        self.assertTrue(wizard.is_over)
        self.assertFalse(wizard.too_soon, "one word about it is enough")
        wizard.start = local("2026-05-12T09:00")
        self.assertFalse(wizard.is_over)
        view = self.env.ref("bacg_sla_platino.bacg_sla_session_plan_view_form")
        button = etree.fromstring(view.arch).find(".//button[@name='action_confirm']")
        self.assertEqual(button.get("invisible"), "is_over")

    def test_proposal_ends_the_wait_for_the_customer(self):
        self.ticket.with_user(self.agent).stage_id = self.stage_customer
        self._propose(local("2026-05-12T09:00"))
        self.assertEqual(self.ticket.stage_id.sla_mode, "run")

    def test_new_proposals_free_the_old(self):
        old = self._propose(local("2026-05-12T09:00"))
        new = self._propose(local("2026-05-12T09:00"), local("2026-05-12T10:00"))
        self.assertEqual(old.state, "declined")
        self.assertEqual(new.mapped("state"), ["proposed"] * 2)

    def test_proposals_expire(self):
        """SLA 1.17: what nobody answers for a day is free again, and he is told."""
        cron = "bacg_sla_platino.ir_cron_session_proposals"
        starts = [local("2026-05-14T09:00"), local("2026-05-14T11:00")]
        sessions = self._propose(*starts)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE bacg_sla_session SET create_date = %s WHERE id IN %s",
            [local(NOW), tuple(sessions.ids)],
        )
        for moment, state in (
            ("2026-05-12T08:59", "proposed"),
            ("2026-05-12T09:00", "declined"),
        ):
            self._run_cron(cron, local(moment))
            self.assertEqual(set(sessions.mapped("state")), {state})
        told = self.ticket.message_ids.sorted("id")[-1]
        self.assertEqual(told.message_type, "auto_comment")
        self.assertIn("14 may 2026, 09:00", told.body)
        self.assertIn(self.contact, told.notified_partner_ids)
        self.assertFalse(self.ticket.first_response_at, "no answer of ours")

    def test_bad_proposals(self):
        for pattern, starts, values in (
            ("is over", ["2026-05-11T08:00"], {}),
            ("no longer free", ["2026-05-12T12:30"], {}),
            ("no longer free", ["2026-05-12T09:10"], {}),
            ("no longer free", ["2027-05-12T09:00"], {}),
            ("choose one to 3", [], {}),
            (
                "choose one to 3",
                [f"2026-05-12T{h}:00" for h in ("08", "09", "10", "11")],
                {},
            ),
            ("Medium", ["2026-05-12T09:00"], {"medium": "carrier_pigeon"}),
            ("Length", ["2026-05-12T09:00"], {"minutes": 45}),
            ("Length", ["2026-05-12T09:00"], {"minutes": None}),
        ):
            with (
                self.subTest(pattern, starts=starts),
                self.assertRaisesRegex(UserError, pattern),
            ):
                self._propose(*map(local, starts), **values)
        self.ticket.with_user(self.agent).stage_id = self.stage_done
        with self.assertRaisesRegex(UserError, "closed"):
            self._propose(local("2026-05-12T09:00"))

    def test_taken_by_another_customer(self):
        self._propose(local("2026-05-12T09:00"))
        other = self._case(local(NOW), user_id=self.agent.id)
        with self.assertRaisesRegex(UserError, "no longer free"):
            self._propose(local("2026-05-12T09:30"), ticket=other)
        with self.assertRaisesRegex(UserError, "no longer free"):
            self._plan(other, start=local("2026-05-12T09:30"))

    def test_confirm_looks_again(self):
        """What the agent got meanwhile, and a time that is over, are refused."""
        session = self._propose(local("2026-05-12T09:00"), medium="phone")
        self.env["calendar.event"].create(
            {
                "name": "Dentista",
                "start": local("2026-05-12T09:30"),
                "stop": local("2026-05-12T10:30"),
                "partner_ids": [(6, 0, self.agent.partner_id.ids)],
            }
        )
        with self.assertRaisesRegex(UserError, "another appointment"):
            session.with_user(self.agent).action_confirm()
        with (
            freeze_time(local("2026-05-12T09:01")),
            self.assertRaisesRegex(UserError, "is over"),
        ):
            session.with_user(self.agent).action_confirm()
        session.with_user(self.agent)._decline("Ese día no puedo")
        self.assertEqual(session.state, "declined")
        self.assertIn("Ese día no puedo", self.ticket.message_ids[0].body)

    def test_move_keeps_what_was_before(self):
        old = self._plan()
        event = old.sudo().event_id
        self.env.flush_all()
        new = old._move(local("2026-05-14T10:00"), "El cliente viaja")
        self.assertEqual((old.state, old.start), ("moved", local("2026-05-13T09:00")))
        self.assertEqual((new.state, new.previous_id), ("planned", old))
        self.assertEqual(new.sudo().event_id, event)
        self.assertEqual(event.start, local("2026-05-14T10:00"))
        mail = self._mails(event)[self.contact]
        self.assertIn("SEQUENCE:1", mail["ics"])
        self.assertIn("DTSTART:20260514T160000Z", mail["ics"])
        self.assertIn("2026-05-13T09:00", self._starts(self.ticket), "free again")
        with self.assertRaisesRegex(UserError, "already moved"):
            old._held(local(NOW))

    def test_one_name_in_all_calendar_files(self):
        session = self._plan()
        event = session.sudo().event_id

        def uid():
            text = event._get_ics_file()[event.id].decode()
            return [line for line in text.splitlines() if line.startswith("UID:")]

        before = uid()
        session._move(local("2026-05-14T10:00"), "Otro día")
        self.assertEqual(len(before), 1)
        self.assertEqual(uid(), before)

    def test_moved_or_deleted_in_the_calendar(self):
        session = self._plan()
        event = session.sudo().event_id
        event.with_user(self.agent).write(
            {"start": local("2026-05-15T09:00"), "stop": local("2026-05-15T10:00")}
        )
        new = self.ticket.sudo().session_ids - session.sudo()
        self.assertEqual(session.state, "moved")
        self.assertEqual((new.state, new.start), ("planned", local("2026-05-15T09:00")))
        self.assertEqual(new.previous_id, session.sudo())
        event.with_user(self.agent).unlink()
        self.assertEqual(new.state, "not_held")

    def test_times_of_one_case_may_overlap(self):
        """Proposals beside each other, and a move by half an hour."""
        times = [local("2026-05-12T09:00"), local("2026-05-12T09:30")]
        sessions = self._propose(*times, medium="phone")
        late = sessions.filtered(lambda row: row.start == times[1])
        late.with_user(self.agent).action_confirm()
        self.assertEqual(late.state, "planned")
        self.assertEqual((sessions - late).state, "declined")
        early = self._propose(times[0], previous=late, medium="phone")
        early.with_user(self.agent).action_confirm()
        self.assertEqual((late.state, early.state), ("moved", "planned"))
        again = early.with_user(self.agent)._move(times[1], "Media hora después")
        self.assertEqual(again.start, times[1])

    def test_customer_asks_to_move(self):
        """A planned session stays until another time is confirmed."""
        old = self._plan()
        new = self._propose(
            local("2026-05-14T10:00"), previous=old.sudo(), medium="phone"
        )
        self.assertEqual(old.state, "planned")
        new.with_user(self.agent).action_confirm()
        self.assertEqual((old.state, new.state), ("moved", "planned"))
        self.assertEqual(new.event_id.start, local("2026-05-14T10:00"))

    def test_call_off(self):
        session = self._plan()
        event = session.sudo().event_id
        with self.assertRaisesRegex(UserError, "Reason"):
            session._not_held(" ")
        session._not_held("El cliente ya no la necesita")
        self.assertEqual(session.state, "not_held")
        self.assertFalse(event.active)
        mail = self._mails(event)[self.contact]
        self.assertIn("El cliente ya no la necesita", mail["body"])
        self.assertIn("STATUS:CANCELLED", mail["ics"])
        self.assertIn("2026-05-13T09:00", self._starts(self.ticket))

    def test_held_meets_the_first_response_when_it_began(self):
        """SLA 1.17: the promise is kept at the moment the session began."""
        session = self._plan(start=local("2026-05-11T10:00"))
        with freeze_time(local("2026-05-11T11:05")):
            session._held(local("2026-05-11T10:02"), "Era el certificado")
        self.assertEqual(session.state, "held")
        self.assertEqual(self.ticket.first_response_at, local("2026-05-11T10:02"))
        status = self._status(self.ticket, "first_response")
        self.assertEqual(status.reached_at, local("2026-05-11T10:02"))
        message = self.ticket.message_ids.filtered(
            lambda row: "certificado" in row.body
        )
        self.assertEqual(message.subtype_id, self.env.ref("mail.mt_comment"))

    def test_held_before_a_later_answer(self):
        """The session was the first word, though it was noted after the answer."""
        session = self._plan(start=local("2026-05-11T09:30"))
        with freeze_time(local("2026-05-11T10:00")):
            self._answer(self.ticket)
        self.assertEqual(self.ticket.first_response_at, local("2026-05-11T10:00"))
        with freeze_time(local("2026-05-11T11:00")):
            session._held(local("2026-05-11T09:30"))
        self.assertEqual(self.ticket.first_response_at, local("2026-05-11T09:30"))
        self.assertEqual(
            self._status(self.ticket, "first_response").reached_at,
            local("2026-05-11T09:30"),
        )

    def test_held_in_time_but_noted_late(self):
        """What passed for broken until then was kept."""
        session = self._plan(start=local("2026-05-11T10:00"))
        self._run_cron("bacg_sla_platino.ir_cron_sla_events", local("2026-05-11T17:00"))
        self.assertTrue(self._status(self.ticket, "first_response").breached_at)
        with freeze_time(local("2026-05-11T17:30")):
            session._held(local("2026-05-11T10:00"))
        status = self._status(self.ticket, "first_response")
        self.assertEqual(status.reached_at, local("2026-05-11T10:00"))
        self.assertFalse(status.breached_at)

    def test_notes_for_us_only(self):
        session = self._plan(start=local("2026-05-11T10:00"))
        with freeze_time(local("2026-05-11T11:00")):
            session._held(local("2026-05-11T10:00"), "Usuario molesto", internal=True)
        message = self.ticket.message_ids.filtered(lambda row: "molesto" in row.body)
        self.assertTrue(message.subtype_id.internal)

    def test_held_when_it_cannot_be(self):
        session = self._plan()
        for moment in ("2026-05-10T09:00", "2026-05-13T09:00"):
            with self.subTest(moment), self.assertRaisesRegex(UserError, "Began"):
                session._held(local(moment))

    def test_logged_call(self):
        """A call that nobody had planned meets the first response when it began."""
        with freeze_time(local("2026-05-11T09:40")):
            wizard = self._wizard("outcome", {"default_ticket_id": self.ticket.id})
            wizard.began_at = local("2026-05-11T09:20")
            wizard.notes = "Le expliqué el reporte"
            wizard.spoke = True
            wizard.save().action_held()
        session = self.ticket.sudo().session_ids
        self.assertEqual((session.state, session.medium), ("held", "phone"))
        self.assertEqual(session.customer_ids, self.contact)
        self.assertEqual(self.ticket.first_response_at, local("2026-05-11T09:20"))

    def test_empty_call(self):
        """SLA 1.06: without words, or without the customer, a call meets nothing."""
        wizards = self.env["bacg.sla.session.outcome"].with_user(self.agent)
        for values in ({"spoke": True, "notes": " "}, {"notes": "No contestó"}, {}):
            wizard = wizards.create({"ticket_id": self.ticket.id, **values})
            with self.subTest(**values), self.assertRaises(UserError):
                wizard.action_held()
        self.assertFalse(self.ticket.first_response_at)
        self.assertFalse(self.ticket.sudo().session_ids)

    def test_call_as_weekly_report(self):
        """SLA 1.22: a call is one only if the agent says so."""
        wizards = self.env["bacg.sla.session.outcome"].with_user(self.agent)
        self.ticket.stage_id = self.stage_vendor
        for is_report in (False, True):
            values = {
                "ticket_id": self.ticket.id,
                "notes": "Seguimos esperando",
                "internal": True,
                "spoke": True,
                "is_report": is_report,
            }
            with freeze_time(local("2026-05-11T10:00")):
                wizards.create(values).action_held()
            weeks = self.ticket.sudo().sla_status_ids.filtered(
                lambda status: status.metric == "follow_up" and status.reached_at
            )
            self.assertEqual(bool(weeks), is_report)
            self.assertTrue(self.ticket.first_response_at)

    def test_held_session_draws_agreed_hours(self):
        """SLA 1.18: its time is noted on hours that the customer agreed to."""
        self.contract.hours_approver_ids = self.contact
        self.env["bacg.hours.grant"].create(
            {
                "contract_id": self.contract.id,
                "hours": 10,
                "date_from": "2026-01-01",
                "date_to": "2026-12-31",
            }
        )
        draw = self.ticket.with_user(self.agent)._hours_propose(
            "consulting", 2, "Capacitar"
        )
        draw.sudo()._decide(True, self.contact)
        session = self._plan(start=local("2026-05-11T10:00"))
        with freeze_time(local("2026-05-11T12:00")):
            wizard = self._wizard("outcome", session.action_outcome()["context"])
            wizard.draw_id = draw
            wizard.save().action_held()
        self.assertEqual(sum(draw.sudo().entry_ids.mapped("hours")), 1)

    def test_bad_sessions(self):
        stranger = self.env["res.partner"].create(
            {"name": "Ajeno", "email": "a@otra.gt"}
        )
        for pattern, values in (
            ("is over", {"start": local("2026-05-11T08:00")}),
            ("Meeting link", {"link": False}),
            ("Meeting link", {"link": "javascript:alert(1)"}),
            ("Length", {"minutes": 0}),
            ("Length", {"minutes": 2000}),
            ("Ajeno", {"customer_ids": [(6, 0, stranger.ids)]}),
        ):
            with (
                self.subTest(pattern, **values),
                self.assertRaisesRegex((UserError, ValidationError), pattern),
                self.env.cr.savepoint(),
            ):
                self._plan(**values)
        self.assertFalse(self.ticket.sudo().session_ids)
        self._plan(link=False, medium="phone", place="+502 5555 0000")

    def test_declined_invitation_is_told(self):
        event = self._plan().sudo().event_id
        event.attendee_ids.filtered(
            lambda row: row.partner_id == self.contact
        ).do_decline()
        self.assertIn("declined the invitation", self.ticket.message_ids[0].body)

    def test_answer_to_the_invitation_is_the_cases(self):
        event = self._plan().sudo().event_id
        route = ("calendar.event", event.id, {}, self.env.uid, None)
        routes = self.env["helpdesk.ticket"]._intake_get_routes({}, [route])
        self.assertEqual(routes[0][:2], ("helpdesk.ticket", self.ticket.id))

    def test_window_from_the_case(self):
        self.ticket.category_id = self.interface
        wizard = self._wizard("plan", {"default_ticket_id": self.ticket.id})
        wizard.start = local("2026-05-11T15:00")
        self.assertTrue(wizard.too_soon)
        wizard.start = local("2026-05-12T15:00")
        self.assertFalse(wizard.too_soon)
        self.assertIn("15:00", wizard.customer_time)
        wizard.medium = "on_site"
        wizard.place = "Antigua"
        wizard.save().action_confirm()
        session = self.ticket.sudo().session_ids
        self.assertEqual((session.state, session.medium), ("planned", "on_site"))
        self.assertEqual(session.event_id.location, "Antigua")

    def test_merged_case_brings_its_sessions(self):
        other = self._case(local(NOW), user_id=self.agent.id)
        session = self._plan(other)
        self.ticket._case_take_over(other)
        self.assertEqual(session.ticket_id, self.ticket)

    def test_who_may_not(self):
        """SLA 1.05: customers, other companies' agents, agents without the case."""
        session = self._plan()
        company = self.env["res.company"].create({"name": "Otra"})
        foreign = new_test_user(
            self.env,
            "sesion_ajena",
            groups="helpdesk_mgmt.group_helpdesk_manager",
            company_id=company.id,
            company_ids=[(6, 0, company.ids)],
        )
        personal = new_test_user(
            self.env, "sesion_propia", groups="helpdesk_mgmt.group_helpdesk_user_own"
        )
        portal = new_test_user(self.env, "sesion_portal", groups="base.group_portal")
        self.ticket.sudo().message_subscribe(portal.partner_id.ids)
        for user in (foreign, personal, portal):
            row = session.with_user(user)
            with self.subTest(user.login):
                with self.assertRaises(AccessError):
                    row.read(["start"])
                for step in (
                    lambda row: row._not_held("x"),
                    lambda row: row._move(local("2026-05-14T10:00"), "x"),
                    lambda row: row.action_confirm(),
                    lambda row: row.action_outcome(),
                    lambda row: row._plan(self.ticket.with_user(row.env.user), {}),
                ):
                    with self.assertRaises(AccessError):
                        step(row)
        self.assertFalse(session.with_user(foreign).search([]))
        # The appointment tells others no more than that the agent is busy.
        event = session.sudo().event_id.with_user(personal)
        self.assertEqual(event.display_name, "Busy")
        with self.assertRaises(AccessError):
            event.write({"start": fields.Datetime.now() + timedelta(days=3)})
        with self.assertRaises(AccessError):
            session.with_user(self.agent).write({"state": "held"})

    def _wizard(self, name, context):
        wizards = self.env[f"bacg.sla.session.{name}"].with_user(self.agent)
        return Form(wizards.with_context(**context))
