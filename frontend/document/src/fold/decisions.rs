//! Decisions: consent with veto, single and multiple choice, open or hidden (commit and reveal).

use crate::api::view::{Outcome, ProposalView};
use crate::base::hash::sha256;
use crate::base::ids::{Key, RecordId};
use crate::base::set::{Set, set};
use crate::base::untrusted_text::{clean_line, clean_text};
use crate::fold::Stamp;
use crate::fold::position::Position;
use crate::fold::timeline::Fold;
use crate::records::content::{Answer, Content, Decision, Method, OPTIONS, TEXT_BYTES, TITLE_BYTES};
use litemap::LiteMap;

/// Proposals at most: an assembly that decides every five minutes for ten hours has 120.
pub const PROPOSALS: usize = 256;
/// People whose answers count at most: a room holds 50, and each reload is a new key.
pub const VOTERS: usize = 256;
/// Hidden answers that one person may put in one after the other.
const COMMITS: usize = 8;
/// Longest reason, bytes.
const REASON_BYTES: usize = 1_024;

/// The commitment of a hidden answer: SHA-256("plenum vote v1" ‖ proposal ‖ author ‖ nonce ‖ answer as in a record).
pub fn commitment(proposal: &RecordId, author: &Key, nonce: &[u8; 16], answer: &Answer) -> [u8; 32] {
    let answer = postcard::to_allocvec(answer).unwrap_or_default();
    sha256("plenum vote v1", &[&proposal.0, &author.0, nonce, &answer])
}

struct Commit {
    id: RecordId,
    /// The session that is bound by it.
    by: Key,
    commitment: [u8; 32],
}

/// A proposal with all that was said to it.
pub struct Proposal {
    at: Position,
    author: Key,
    id: RecordId,
    text: String,
    method: Method,
    options: Vec<String>,
    hidden: bool,
    /// Open answers, or opened ones.
    answers: LiteMap<Key, Answer>,
    commits: LiteMap<Key, Vec<Commit>>,
    /// The commitments that the close names.
    counted: Option<Set<RecordId>>,
    unfit: Set<Key>,
    /// What is not opened is not waited for. Whatever is opened later counts all the same: nobody can keep it out.
    given_up: bool,
    /// Somebody has put the result into the notes. Whether it still stands there nobody knows: it is text like any other.
    noted: bool,
}

impl Proposal {
    /// Its record.
    pub fn id(&self) -> RecordId {
        self.id
    }

    /// Who put it.
    pub fn author(&self) -> Key {
        self.author
    }

    /// When it was put, by its author's claim.
    pub fn time_ms(&self) -> u64 {
        self.at.time_ms
    }

    /// Answers are hidden until the close.
    pub fn hidden(&self) -> bool {
        self.hidden
    }

    /// Whether it is closed.
    pub fn closed(&self) -> bool {
        self.counted.is_some()
    }

    /// Whether somebody has answered, hidden or not.
    pub fn answered(&self, key: &Key) -> bool {
        self.answers.contains_key(key) || self.commits.contains_key(key)
    }

    /// Everybody's last commitment, to be named by a close.
    pub fn commitments(&self) -> Vec<RecordId> {
        self.commits.values().filter_map(|commits| commits.last()).map(|commit| commit.id).collect()
    }

    /// The commitment of somebody that counts and is not opened yet.
    pub fn unopened(&self, key: &Key) -> Option<[u8; 32]> {
        self.waiting(key).map(|commit| commit.commitment)
    }

    /// The last commitment of somebody, counted or not.
    pub fn last_commitment(&self, key: &Key) -> Option<[u8; 32]> {
        Some(self.commits.get(key)?.last()?.commitment)
    }

    fn waiting(&self, key: &Key) -> Option<&Commit> {
        let opened = self.answers.contains_key(key) || self.unfit.contains_key(key);
        self.counting(key).filter(|_| !opened)
    }

    fn counting(&self, key: &Key) -> Option<&Commit> {
        let counted = self.counted.as_ref()?;
        self.commits.get(key)?.iter().rev().find(|commit| counted.contains_key(&commit.id))
    }

    /// An answer as it may be shown, if it fits the method.
    fn fitting(&self, answer: &Answer) -> Option<Answer> {
        let consent = self.method == Method::Consent;
        let reason = |text: &str| clean_text(text, REASON_BYTES).trim().to_owned();
        match answer {
            Answer::Agree | Answer::StandAside => consent.then(|| answer.clone()),
            Answer::Abstain => Some(Answer::Abstain),
            Answer::LightConcerns { reason: why } => consent.then(|| Answer::LightConcerns { reason: reason(why) }),
            // Invariant: a veto says why; one without a reason is none.
            Answer::Veto { reason: why } => {
                let why = reason(why);
                (consent && !why.is_empty()).then_some(Answer::Veto { reason: why })
            }
            Answer::Choices(choices) => {
                let set = set(choices);
                let known = set.keys().all(|choice| usize::from(*choice) < self.options.len());
                let many = if self.method == Method::Single { set.len() == 1 } else { !set.is_empty() };
                (!consent && known && many).then(|| Answer::Choices(set.keys().copied().collect()))
            }
        }
    }

    fn outcome(&self) -> Outcome {
        if self.counted.is_none() {
            return Outcome::Open;
        }
        if !self.given_up && self.commits.keys().any(|key| self.unopened(key).is_some()) {
            return Outcome::Opening;
        }
        self.result()
    }

    /// The result over the answers that can be read.
    pub fn result(&self) -> Outcome {
        if self.answers.is_empty() {
            return Outcome::Nothing;
        }
        if self.method == Method::Consent {
            let blocked = self.answers.values().any(|answer| matches!(answer, Answer::Veto { .. }));
            return if blocked { Outcome::Blocked } else { Outcome::Adopted };
        }
        let mut votes = vec![0; self.options.len()];
        for answer in self.answers.values() {
            let Answer::Choices(choices) = answer else { continue };
            for choice in choices {
                if let Some(vote) = votes.get_mut(usize::from(*choice)) {
                    *vote += 1;
                }
            }
        }
        let best = votes.iter().copied().max().unwrap_or_default();
        let most = (0u8..).zip(&votes).filter(|(_, vote)| **vote == best && best > 0).map(|(at, _)| at).collect();
        Outcome::Choice { votes, most }
    }

    /// What there is to see, on every page.
    pub fn view(&self) -> ProposalView {
        let open = self.answers.iter().map(|(key, answer)| (*key, Some(answer.clone())));
        let hidden = self.commits.keys().filter(|key| !self.answers.contains_key(*key));
        let late = self.commits.keys().filter(|key| self.closed() && self.counting(key).is_none());
        ProposalView {
            id: self.id,
            author: self.author,
            time_ms: self.at.time_ms,
            text: self.text.clone(),
            method: self.method,
            options: self.options.clone(),
            hidden: self.hidden,
            answers: hidden.map(|key| (*key, None)).chain(open).collect(),
            awaited: Vec::new(),
            own: None,
            unfit: self.unfit.keys().copied().collect(),
            late: late.copied().collect(),
            outcome: self.outcome(),
            noted: self.noted,
        }
    }
}

/// The proposals so far.
#[derive(Default)]
pub struct DecisionsFold {
    proposals: Vec<Proposal>,
}

impl DecisionsFold {
    /// In their order.
    pub fn proposals(&self) -> &[Proposal] {
        &self.proposals
    }

    /// One of them.
    pub fn proposal(&self, id: &RecordId) -> Option<&Proposal> {
        self.proposals.iter().find(|proposal| proposal.id == *id)
    }

    fn open(&mut self, id: &RecordId, hidden: bool) -> Option<&mut Proposal> {
        self.any(id).filter(|proposal| !proposal.closed() && proposal.hidden == hidden)
    }

    fn any(&mut self, id: &RecordId) -> Option<&mut Proposal> {
        self.proposals.iter_mut().find(|proposal| proposal.id == *id)
    }

    fn propose(&mut self, stamp: &Stamp<'_>, text: &str, method: Method, options: &[String], hidden: bool) {
        let text = clean_text(text, TEXT_BYTES);
        let options: Vec<String> = options.iter().map(|option| clean_line(option, TITLE_BYTES)).collect();
        let fits = match method {
            Method::Consent => options.is_empty(),
            Method::Single | Method::Multiple => (2..=OPTIONS).contains(&options.len()),
        };
        if text.trim().is_empty() || !fits || self.proposals.len() >= PROPOSALS {
            return;
        }
        self.proposals.push(Proposal {
            at: stamp.at,
            author: stamp.author(),
            id: stamp.id,
            text,
            method,
            options,
            hidden,
            answers: LiteMap::new(),
            commits: LiteMap::new(),
            counted: None,
            unfit: Set::new(),
            given_up: false,
            noted: false,
        });
    }
}

impl Fold for DecisionsFold {
    type Content = Decision;

    fn of(content: &Content) -> Option<&Decision> {
        if let Content::Decision(content) = content { Some(content) } else { None }
    }

    fn apply(&mut self, stamp: &Stamp<'_>, content: &Decision) {
        let author = stamp.author();
        match content {
            Decision::Propose { text, method, options, hidden } => {
                self.propose(stamp, text, *method, options, *hidden);
            }
            Decision::Answer { proposal, answer } => {
                let Some(proposal) = self.open(proposal, false) else { return };
                if let Some(answer) = proposal.fitting(answer)
                    && (proposal.answers.len() < VOTERS || proposal.answers.contains_key(&author))
                {
                    proposal.answers.insert(author, answer);
                }
            }
            Decision::Commit { proposal, commitment } => {
                let Some(proposal) = self.open(proposal, true) else { return };
                if proposal.commits.len() < VOTERS || proposal.commits.contains_key(&author) {
                    let commits = proposal.commits.entry(author).or_default();
                    if commits.len() < COMMITS {
                        commits.push(Commit { id: stamp.id, by: stamp.at.author, commitment: *commitment });
                    }
                }
            }
            Decision::Reveal { proposal, nonce, answer } => {
                let Some(proposal) = self.any(proposal) else { return };
                let Some(expected) = proposal.waiting(&author) else { return };
                // Invariant: an opened answer counts only if it is the one that was committed to, and fits the method.
                let fits = commitment(&proposal.id, &expected.by, nonce, answer) == expected.commitment;
                match proposal.fitting(answer).filter(|_| fits) {
                    Some(answer) => drop(proposal.answers.insert(author, answer)),
                    None => drop(proposal.unfit.insert(author, ())),
                }
            }
            Decision::Close { proposal, counted } => {
                let hidden = self.any(proposal).is_some_and(|proposal| proposal.hidden);
                if let Some(proposal) = self.open(proposal, hidden) {
                    proposal.counted = Some(set(counted));
                }
            }
            Decision::GiveUp { proposal } => {
                if let Some(proposal) = self.any(proposal).filter(|proposal| proposal.closed()) {
                    proposal.given_up = true;
                }
            }
            Decision::Noted { proposal } => {
                if let Some(proposal) = self.any(proposal).filter(|proposal| proposal.closed()) {
                    proposal.noted = true;
                }
            }
        }
    }
}
