//! Nothing is seen or heard before the message that names both fingerprints of the descriptions that are really applied.

use crate::anything::Page;
use crate::anything::proof::{confirm, connected};
use crate::world::sdp;
use plenum_engine::crypto::sealing::Path;

fn stream(page: &Page) -> bool {
    page.engine.view().people.iter().any(|shown| shown.streams.shown.is_some())
}

#[test]
fn the_right_message_reveals() {
    let (mut page, [ours, theirs]) = connected(1);
    assert!(page.revealed == 0 && !stream(&page), "dark and silent before it");
    confirm(&mut page, Path::Channel, 1, &theirs, &ours);
    assert!(page.revealed == 1 && stream(&page));
}

#[test]
fn a_message_with_another_fingerprint_reveals_nothing() {
    for wrong in 0..5 {
        let (mut page, [ours, theirs]) = connected(2);
        let other = sdp::fingerprint(&mut page.rng);
        let (mine, yours) = match wrong {
            0 => (&other, &ours),
            1 => (&theirs, &other),
            2 => (&ours, &theirs),
            3 => (&ours, &ours),
            _ => (&other, &other),
        };
        confirm(&mut page, Path::Channel, 1, mine, yours);
        assert!(page.revealed == 0 && !stream(&page), "variant {wrong}");
        // What was answered by somebody else does not become right by the right message afterwards.
        confirm(&mut page, Path::Channel, 1, &theirs, &ours);
        assert!(page.revealed == 0 && !stream(&page), "variant {wrong}, then the right one");
    }
}

#[test]
fn the_right_message_by_another_path_reveals_nothing() {
    let (mut page, [ours, theirs]) = connected(3);
    confirm(&mut page, Path::Server, 1, &theirs, &ours);
    confirm(&mut page, Path::Channel, 2, &theirs, &ours);
    assert!(page.revealed == 0 && !stream(&page), "by the server, or about another epoch");
    confirm(&mut page, Path::Channel, 1, &theirs, &ours);
    assert_eq!(page.revealed, 1);
}
