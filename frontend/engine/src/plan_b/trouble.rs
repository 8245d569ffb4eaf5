//! Whether somebody does not get through to the others, so that they need another way.

use crate::api::values::DoorTrouble;
use crate::api::view::{LinkState, SignalingState};
use crate::base::time::Time;
use crate::room::feature::Room;

/// Nobody has been reached for so long, milliseconds: what still gets through by itself has done so by then.
pub const LASTS_MS: u64 = 15_000;

/// How things stand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Situation {
    /// We are in the room, and not in its lobby.
    pub inside: bool,
    /// The server has a seat for us.
    pub seated: bool,
    /// How many of the others are in the room, how many of those we are connected to, and how many are given up.
    pub others: [usize; 3],
    /// We cannot be heard, or cannot connect to anybody at all.
    pub barred: bool,
}

/// Looks how they do.
pub fn look(room: &Room<'_>, now: Time) -> Situation {
    let mut others = [0; 3];
    for (_, peer) in room.others() {
        let link = peer.link.view(now);
        others[0] += 1;
        others[1] += usize::from(link == LinkState::Connected);
        others[2] += usize::from(link == LinkState::Failed);
    }
    let barred = match room.me.trouble {
        None | Some(DoorTrouble::Camera) => false,
        Some(
            DoorTrouble::MicrophoneBlocked
            | DoorTrouble::MicrophoneMissing
            | DoorTrouble::MicrophoneBusy
            | DoorTrouble::NoWebRtc
            | DoorTrouble::Microphone,
        ) => true,
    };
    let seated = room.membership.signaling.view(now) == SignalingState::Seated;
    Situation { inside: room.inside, seated, others, barred: barred && !room.inside }
}

/// Since when nobody is reached.
#[derive(Default)]
pub struct Trouble(Option<Time>);

impl Trouble {
    /// Follows how things stand; true while another way is needed.
    pub fn follow(&mut self, how: &Situation, now: Time) -> bool {
        let [others, connected, given_up] = how.others;
        let cut = connected == 0 && (!how.seated || how.inside && others > 0);
        self.0 = if cut { Some(self.0.unwrap_or(now)) } else { None };
        let all_given_up = how.inside && others > 0 && given_up == others;
        how.barred || all_given_up || self.0.is_some_and(|since| now.since(since) >= LASTS_MS)
    }

    /// When it has lasted.
    pub fn deadline(&self, now: Time) -> Option<Time> {
        self.0.map(|since| since + LASTS_MS).filter(|at| *at > now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_way_is_needed_by_whoever_reaches_nobody() {
        let situation = |inside, seated, others, barred| Situation { inside, seated, others: [others, 0, 0], barred };
        let given_up = |given_up| Situation { others: [2, 0, given_up], ..situation(true, true, 2, false) };
        let connected = |how: Situation| Situation { others: [2, 1, 1], ..how };
        for (how, at_once, later) in [
            (situation(false, true, 0, false), false, false),
            (situation(false, true, 2, false), false, false),
            (situation(false, true, 2, true), true, true),
            (situation(false, false, 0, false), false, true),
            (situation(true, true, 0, false), false, false),
            (situation(true, true, 2, false), false, true),
            (situation(true, false, 0, false), false, true),
            (given_up(1), false, true),
            (given_up(2), true, true),
            (connected(given_up(1)), false, false),
            (connected(situation(true, false, 2, false)), false, false),
        ] {
            let mut trouble = Trouble::default();
            let told = [0, LASTS_MS - 1, LASTS_MS].map(|at| trouble.follow(&how, Time(1_000 + at)));
            assert_eq!(told, [at_once, at_once, later], "{how:?}");
        }
    }

    #[test]
    fn whoever_gets_through_in_between_begins_anew() {
        let (cut, through) = (Situation::default(), Situation { seated: true, ..Situation::default() });
        let mut trouble = Trouble::default();
        assert!(!trouble.follow(&cut, Time(0)));
        assert_eq!(trouble.deadline(Time(0)), Some(Time(LASTS_MS)));
        assert!(!trouble.follow(&through, Time(LASTS_MS - 1)));
        assert_eq!(trouble.deadline(Time(LASTS_MS)), None);
        assert!(!trouble.follow(&cut, Time(LASTS_MS)));
        assert!(trouble.follow(&cut, Time(2 * LASTS_MS)));
        assert_eq!(trouble.deadline(Time(2 * LASTS_MS)), None, "and nothing is due for ever");
        assert!(!trouble.follow(&through, Time(2 * LASTS_MS)));
    }
}
