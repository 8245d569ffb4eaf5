//! Acts of the person: checked, and turned into records or edits.

use crate::api::act::{Act, CheckInAct, DecisionAct, PadAct};
use crate::api::effect::{Effect, Refusal};
use crate::api::view::Outcome;
use crate::base::ids::{PadId, RecordId};
use crate::base::time::Time;
use crate::document::Document;
use crate::fold::{check_in, decisions};
use crate::pads::pad::Pad;
use crate::records::content::{Answer, Chat, CheckIn, Content, Decision, Pads, ROUND_PEOPLE, TEXT_BYTES};

impl Document {
    /// Carries an act out, or says why not.
    pub(super) fn act(&mut self, act: Act, now: Time, effects: &mut Vec<Effect>) {
        let done = match act {
            Act::Chat(chat) => self.chat(chat),
            Act::HandSign(sign) => self.write(Content::HandSign(sign)),
            Act::List(list) => self.write(Content::List(list)),
            Act::Decision(act) => self.decision(act),
            Act::Agenda(agenda) => self.write(Content::Agenda(agenda)),
            Act::CheckIn(act) => self.check_in(act),
            Act::Pad(act) => self.pad(act, now, effects),
            Act::Read(line) => self.read_to(line, now),
            Act::Look(part) => {
                self.reading.marks.look(part);
                Ok(())
            }
        };
        if let Err(refusal) = done {
            effects.push(Effect::Refused(refusal));
        }
    }

    fn chat(&mut self, chat: Chat) -> Result<(), Refusal> {
        let text = match &chat {
            Chat::Say { text, .. } | Chat::Edit { text, .. } => Some(text),
            Chat::Delete { .. } | Chat::React { .. } => None,
        };
        if text.is_some_and(|text| text.trim().is_empty() || text.len() > TEXT_BYTES) {
            return Err(Refusal::Unfit);
        }
        self.write(Content::Chat(chat))
    }

    fn read_to(&mut self, line: RecordId, now: Time) -> Result<(), Refusal> {
        self.folds.chat.state().place(&line).ok_or(Refusal::Unfit)?;
        self.reading.mark = Some(line);
        self.keeping.touch(now);
        Ok(())
    }

    fn decision(&mut self, act: DecisionAct) -> Result<(), Refusal> {
        let content = match act {
            DecisionAct::Propose { text, method, options, hidden } => {
                Decision::Propose { text, method, options, hidden }
            }
            DecisionAct::Answer { proposal, answer } => self.answer(proposal, answer)?,
            DecisionAct::Close { proposal } => {
                let open = self.folds.decisions.state().proposal(&proposal).ok_or(Refusal::Unfit)?;
                Decision::Close { proposal, counted: open.commitments() }
            }
            DecisionAct::GiveUp { proposal } => {
                let closed = self.folds.decisions.state().proposal(&proposal).is_some_and(|one| one.closed());
                closed.then_some(Decision::GiveUp { proposal }).ok_or(Refusal::Unfit)?
            }
        };
        self.write(Content::Decision(content))
    }

    fn answer(&mut self, id: RecordId, answer: Answer) -> Result<Decision, Refusal> {
        let state = self.folds.decisions.state();
        let proposal = state.proposal(&id).filter(|proposal| !proposal.closed()).ok_or(Refusal::Unfit)?;
        if !proposal.hidden() {
            return Ok(Decision::Answer { proposal: id, answer });
        }
        let nonce = self.draw.bytes();
        let commitment = decisions::commitment(&id, &self.us, &nonce, &answer);
        self.duties.remember_vote(commitment, nonce, answer);
        Ok(Decision::Commit { proposal: id, commitment })
    }

    fn check_in(&mut self, act: CheckInAct) -> Result<(), Refusal> {
        let under_way =
            self.folds.check_in.state().round().filter(|round| !round.view().over).map(|round| round.view());
        let content = match (act, under_way) {
            (CheckInAct::Begin { seconds }, _) => {
                // Whoever loads their page anew has a lot, too.
                let mut people = self.awaited();
                people.truncate(ROUND_PEOPLE);
                let nonce = self.draw.bytes();
                let commitment = check_in::commitment(&nonce);
                self.duties.remember_nonce(commitment, nonce);
                CheckIn::Begin { people, seconds, commitment }
            }
            (CheckInAct::Next, Some(view)) => CheckIn::Next { round: view.id, step: view.step },
            (CheckInAct::End, Some(view)) => CheckIn::End { round: view.id },
            (CheckInAct::Next | CheckInAct::End, None) => return Err(Refusal::Unfit),
        };
        self.write(Content::CheckIn(content))
    }

    fn pad(&mut self, act: PadAct, now: Time, effects: &mut Vec<Effect>) -> Result<(), Refusal> {
        let (mut edited, mut tells) = (true, None);
        let effect = match act {
            PadAct::Make { name } => return self.write(Content::Pads(Pads::Make { name })),
            PadAct::Rename { pad, name } => return self.write(Content::Pads(Pads::Rename { pad, name })),
            PadAct::Remove { pad } => return self.write(Content::Pads(Pads::Remove { pad })),
            PadAct::PutBack { pad } => return self.write(Content::Pads(Pads::PutBack { pad })),
            PadAct::Cursor { pad, anchor, head } => {
                self.exchange.owe_cursor(self.pads.cursor(pad, anchor, head));
                return Ok(());
            }
            PadAct::Shut { pad } => {
                self.pads.shut(&pad);
                return Ok(());
            }
            PadAct::Open { pad } => {
                edited = false;
                // Before the first edit: whose text it is follows from a record of theirs.
                self.introduce();
                self.pads.open(pad)
            }
            PadAct::Show { pad, kept_ms } => {
                edited = false;
                self.pads.show(pad, kept_ms)
            }
            PadAct::Edit { pad, version, changes } => self.pads.edit(pad, version, &changes, now),
            PadAct::Undo { pad } => self.pads.undo(pad, false, now),
            PadAct::Redo { pad } => self.pads.undo(pad, true, now),
            PadAct::Restore { pad, kept_ms } => {
                let before = self.version(&pad);
                let effect = self.pads.restore(pad, kept_ms, now);
                // The versions have this device's times, and records the room's.
                let kept_ms = self.offsets.room(Time(kept_ms)).0;
                let restored = Content::Pads(Pads::Restore { pad, kept_ms });
                tells = (self.version(&pad) != before).then_some(restored);
                effect
            }
            PadAct::Append { pad, text } => self.pads.append(pad, &text, now),
            PadAct::Template { pad, template, date, words } => {
                let text = self.template(template, &date, &words, now);
                self.pads.append(pad, &text, now)
            }
            PadAct::Minutes { pad, date, words } => {
                let text = self.minutes(&date, &words, now);
                self.pads.append(pad, &text, now)
            }
            PadAct::Result { pad, proposal, words, again } => {
                let shown = self.folds.decisions.state().proposal(&proposal).ok_or(Refusal::Unfit)?.view();
                // What is not known yet is no result.
                if matches!(shown.outcome, Outcome::Open | Outcome::Opening) {
                    return Err(Refusal::Unfit);
                }
                // Somebody else was faster: whoever did not see that yet has not asked for a second one.
                if shown.noted && !again {
                    return Ok(());
                }
                let text = self.result(&proposal, &words).ok_or(Refusal::Unfit)?;
                let before = self.version(&pad);
                let effect = self.pads.append(pad, &text, now);
                let noted = Content::Decision(Decision::Noted { proposal });
                tells = (self.version(&pad) != before && !shown.noted).then_some(noted);
                effect
            }
        };
        effects.extend(effect.map(Effect::Pad));
        if edited {
            self.keeping.touch(now);
            self.introduce();
        }
        // The others see that the text is another, and not why.
        tells.map_or(Ok(()), |content| self.write(content))
    }

    fn version(&self, pad: &PadId) -> Option<u64> {
        self.pads.get(pad).map(Pad::version)
    }
}
