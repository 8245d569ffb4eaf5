//! The result of a decision as Markdown.

use super::carried::carried;
use super::plain;
use crate::api::view::{Names, Outcome, ProposalView};
use crate::api::words::{Phrase, Words};
use crate::base::ids::Key;
use crate::records::content::{Answer, Method};
use std::fmt::Write;

/// The name of somebody, or that it was somebody; with their number, if others are called the same.
pub(super) fn name(key: &Key, names: &Names, words: &Words) -> String {
    let called = names.get(key);
    let name = called.map(|called| plain(&called.name)).filter(|name| !name.is_empty());
    let name = name.unwrap_or_else(|| words.say(Phrase::Somebody).to_owned());
    match called.map(|called| called.number).filter(|number| *number > 1) {
        Some(number) => format!("{name} ({number})"),
        None => name,
    }
}

/// A result: the proposal, what became of it, how many said what, and who.
pub fn result(proposal: &ProposalView, names: &Names, words: &Words) -> String {
    let named = |key: &Key| name(key, names, words);
    let kind = match proposal.method {
        Method::Consent => words.say(Phrase::Proposal),
        Method::Single | Method::Multiple => words.say(Phrase::Poll),
    };
    let mut out = format!("**{kind}:** {}\n\n", carried(&proposal.text));
    let unopened: Vec<String> = proposal.unopened().iter().map(named).collect();
    // Writing into a string cannot fail.
    let _ = writeln!(out, "**{}**{}\n", outcome(proposal, &unopened, words), counts(proposal, words));
    let option = |at: u8| proposal.options.get(usize::from(at)).map_or_else(String::new, |option| plain(option));
    if let Outcome::Choice { votes, .. } = &proposal.outcome {
        // With numbers, so that who voted is a list of its own.
        for (at, votes) in (0..).zip(votes) {
            let _ = writeln!(out, "{}. {}: {votes}", u32::from(at) + 1, option(at));
        }
        out.push('\n');
    }
    for (key, answer) in &proposal.answers {
        let Some(answer) = answer else { continue };
        let word = phrase(answer).map_or("", |phrase| words.say(phrase));
        let said = match answer {
            Answer::LightConcerns { reason } => format!("{word}: {}", plain(reason)),
            Answer::Veto { reason } => format!("**{word}:** {}", plain(reason)),
            Answer::Agree | Answer::StandAside | Answer::Abstain => word.to_owned(),
            Answer::Choices(choices) => choices.iter().map(|at| option(*at)).collect::<Vec<_>>().join(", "),
        };
        let _ = writeln!(out, "- {}: {}", named(key), said.trim_end_matches([':', ' ']));
    }
    let join = |people: &[Key]| people.iter().map(named).collect::<Vec<_>>();
    let uncounted = if proposal.outcome == Outcome::Opening { Vec::new() } else { unopened };
    let told = [
        (words.say(Phrase::Unopened), uncounted),
        (words.say(Phrase::Unfit), join(&proposal.unfit)),
        (words.say(Phrase::Late), join(&proposal.late)),
    ];
    for (what, people) in told.iter().filter(|(_, people)| !people.is_empty()) {
        let _ = writeln!(out, "- {what}: {}", people.join(", "));
    }
    out
}

/// What an answer is called; nothing for a choice, which is what was chosen.
fn phrase(answer: &Answer) -> Option<Phrase> {
    match answer {
        Answer::Agree => Some(Phrase::Agree),
        Answer::LightConcerns { .. } => Some(Phrase::Concerns),
        Answer::StandAside => Some(Phrase::Aside),
        Answer::Veto { .. } => Some(Phrase::Veto),
        Answer::Abstain => Some(Phrase::Abstain),
        Answer::Choices(_) => None,
    }
}

/// How many gave each answer, in brackets. Choices are counted by option, each on a line of its own.
fn counts(proposal: &ProposalView, words: &Words) -> String {
    let given: Vec<Phrase> = proposal.answers.values().flatten().filter_map(phrase).collect();
    let count = |kind: Phrase| given.iter().filter(|one| **one == kind).count();
    let kinds = [Phrase::Agree, Phrase::Concerns, Phrase::Aside, Phrase::Veto, Phrase::Abstain];
    let counts = kinds.map(|kind| (kind, count(kind))).into_iter().filter(|(_, count)| *count > 0);
    let told: Vec<String> = counts.map(|(kind, count)| format!("{} {count}", words.say(kind))).collect();
    if told.is_empty() { String::new() } else { format!(" ({})", told.join(", ")) }
}

fn outcome(proposal: &ProposalView, unopened: &[String], words: &Words) -> String {
    match &proposal.outcome {
        Outcome::Open => words.say(Phrase::Open).to_owned(),
        Outcome::Opening => format!("{} {}", words.say(Phrase::Opening), unopened.join(", ")),
        Outcome::Adopted => words.say(Phrase::Adopted).to_owned(),
        Outcome::Blocked => words.say(Phrase::Blocked).to_owned(),
        Outcome::Nothing => words.say(Phrase::Nothing).to_owned(),
        Outcome::Choice { most, .. } => {
            let most: Vec<String> =
                most.iter().filter_map(|at| proposal.options.get(usize::from(*at))).map(|text| plain(text)).collect();
            format!("{}: {}", words.say(Phrase::Most), most.join(", "))
        }
    }
}
